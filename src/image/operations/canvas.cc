#include "image/operations/canvas.h"

#include <cstring>

namespace pictor::image {
namespace {

Color color_of(const std::uint8_t* pixel, int channels) {
  return {pixel[0], pixel[1], pixel[2], channels == 4 ? pixel[3] : std::uint8_t{255}};
}

void store(const Color& color, int channels, std::uint8_t* pixel) {
  pixel[0] = color.red;
  pixel[1] = color.green;
  pixel[2] = color.blue;
  if (channels == 4) pixel[3] = color.alpha;
}

}  // namespace

Color over(const Color& top, const Color& bottom) {
  if (top.alpha == 255 || bottom.alpha == 0) return top;
  // Weights of both, times 255 squared.
  const unsigned above = 255U * top.alpha;
  const unsigned below = bottom.alpha * (255U - top.alpha);
  const unsigned sum = above + below;
  const auto blend = [&](unsigned upper, unsigned lower) {
    return static_cast<std::uint8_t>((upper * above + lower * below + sum / 2) / sum);
  };
  return {blend(top.red, bottom.red), blend(top.green, bottom.green), blend(top.blue, bottom.blue),
          static_cast<std::uint8_t>((sum + 127) / 255)};
}

Picture on_canvas(const PictureView& picture, const Canvas& canvas) {
  Picture made(canvas.size.width, canvas.size.height, canvas.channels);
  for (int x = 0; x < canvas.size.width; ++x)
    store(canvas.color, canvas.channels, made.row(0) + std::ptrdiff_t{x} * canvas.channels);
  for (int y = 1; y < canvas.size.height; ++y) std::memcpy(made.row(y), made.row(0), made.stride());
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* from = picture.row(y);
    std::uint8_t* to = made.row(canvas.top + y) + static_cast<std::size_t>(canvas.left) * canvas.channels;
    for (int x = 0; x < picture.width; ++x, from += picture.channels, to += canvas.channels) {
      store(over(color_of(from, picture.channels), canvas.color), canvas.channels, to);
    }
  }
  return made;
}

}  // namespace pictor::image
