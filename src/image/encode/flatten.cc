#include "image/encode/flatten.h"

#include <cstring>

namespace pictor::image {
namespace {

std::uint8_t on_white(unsigned level, unsigned alpha) {
  return static_cast<std::uint8_t>((level * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace

Picture flattened_on_white(const PictureView& rgba) {
  Picture flat(rgba.width, rgba.height, 3);
  flat.set_gamut(rgba.gamut);
  std::uint8_t* to = flat.pixels().data();
  for (const std::uint8_t *from = rgba.pixels, *end = from + rgba.size(); from < end; from += 4, to += 3) {
    for (int c = 0; c < 3; ++c) to[c] = on_white(from[c], from[3]);
  }
  return flat;
}

bool is_opaque(const PictureView& picture) {
  if (picture.channels == 3) return true;
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += 4) {
    if (pixel[3] != 255) return false;
  }
  return true;
}

Picture without_alpha(const PictureView& rgba) {
  Picture opaque(rgba.width, rgba.height, 3);
  opaque.set_gamut(rgba.gamut);
  std::uint8_t* to = opaque.pixels().data();
  for (const std::uint8_t *from = rgba.pixels, *end = from + rgba.size(); from < end; from += 4, to += 3) {
    std::memcpy(to, from, 3);
  }
  return opaque;
}

}  // namespace pictor::image
