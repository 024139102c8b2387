#include "image/render/canvas.h"

#include <algorithm>
#include <cstring>

#include "image/encode/flatten.h"

namespace pictor::image {
namespace {

void copy_row(const std::uint8_t* from, int width, int channels, std::uint8_t* rgba) {
  for (int x = 0; x < width; ++x, from += channels, rgba += 4) {
    std::memcpy(rgba, from, 3);
    rgba[3] = channels == 4 ? from[3] : 255;
  }
}

}  // namespace

Picture centred_on(const PictureView& picture, Size size, bool transparent) {
  Picture flat;
  PictureView inner = picture;
  if (!transparent && picture.channels == 4) {
    flat = flattened_on_white(picture);
    inner = flat.view();
  }
  Picture canvas(size.width, size.height, transparent ? 4 : 3);
  std::ranges::fill(canvas.pixels(), transparent ? 0 : 255);
  const int left = (size.width - inner.width) / 2;
  const int top = (size.height - inner.height) / 2;
  for (int y = 0; y < inner.height; ++y) {
    std::uint8_t* to = canvas.row(top + y) + static_cast<std::size_t>(left) * canvas.channels();
    if (transparent) {
      copy_row(inner.row(y), inner.width, inner.channels, to);
    } else {
      std::memcpy(to, inner.row(y), inner.stride());
    }
  }
  return canvas;
}

}  // namespace pictor::image
