#include "image/decode/jpeg_scale.h"

#include <algorithm>
#include <cstdint>

namespace pictor::image {
namespace {

int eighths_for(int full, int least) {
  if (least <= 0 || least >= full) return 8;
  return static_cast<int>((std::int64_t{least} * 8 + full - 1) / full);
}

}  // namespace

int jpeg_scale_for(int width, int height, DecodeTarget target) {
  return std::max(eighths_for(width, target.min_width), eighths_for(height, target.min_height));
}

}  // namespace pictor::image
