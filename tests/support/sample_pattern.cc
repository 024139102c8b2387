#include "support/sample_pattern.h"

#include <cstdlib>

#include "support/sample_files.h"

namespace pictor::test {
namespace {

std::uint8_t ramp(int at, int size) { return static_cast<std::uint8_t>(size > 1 ? at * 255 / (size - 1) : 128); }

}  // namespace

void require(bool succeeded) {
  if (!succeeded) std::abort();
}

std::uint8_t luma(const std::uint8_t* rgba) {
  return static_cast<std::uint8_t>((299 * rgba[0] + 587 * rgba[1] + 114 * rgba[2]) / 1000);
}

FileBytes sample_pixels(int width, int height, int frame, bool alpha) {
  FileBytes pixels;
  pixels.reserve(static_cast<std::size_t>(width) * height * 4);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool clear = alpha && x < width / 2;
      pixels.insert(pixels.end(), {ramp(x, width), ramp(y, height), static_cast<std::uint8_t>(frame * 40 % 256),
                                   static_cast<std::uint8_t>(clear ? 0 : 255)});
    }
  }
  return pixels;
}

std::uint8_t palette_index(const std::uint8_t* rgba) {
  const auto level = [](std::uint8_t value) { return (value + 25) / 51; };
  return static_cast<std::uint8_t>(36 * level(rgba[0]) + 6 * level(rgba[1]) + level(rgba[2]));
}

FileBytes palette_colors() {
  FileBytes colors(std::size_t{256} * 3);
  for (std::size_t i = 0; i < 216; ++i) {
    colors[3 * i] = static_cast<std::uint8_t>(i / 36 * 51);
    colors[3 * i + 1] = static_cast<std::uint8_t>(i / 6 % 6 * 51);
    colors[3 * i + 2] = static_cast<std::uint8_t>(i % 6 * 51);
  }
  return colors;
}

}  // namespace pictor::test
