#include "image/placeholder.h"

namespace pictor::image {

Placeholder make_placeholder(const PictureView& small) {
  return {.thumbhash = thumbhash(small), .color = dominant_color(small)};
}

}  // namespace pictor::image
