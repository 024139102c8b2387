#include "image/metric/linear_light.h"

#include <cmath>

namespace pictor::image::metric {
namespace {

/// IEC 61966-2-1 (sRGB), 8-bit code to linear light.
const std::array<float, 256>& srgb_to_linear() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> made;
    for (int code = 0; code < 256; ++code) {
      const double v = code / 255.0;
      made[code] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return made;
  }();
  return table;
}

const std::uint8_t* row_of(const MetricPicture& picture, int y) { return picture.pixels.data() + picture.stride * y; }

void linearize_opaque(const std::uint8_t* pixel, int width, const Planes& out) {
  const float* table = srgb_to_linear().data();
  for (int x = 0; x < width; ++x, pixel += 3) {
    for (int c = 0; c < kChannels; ++c) out[c][x] = table[pixel[c]];
  }
}

void linearize_blended(const std::uint8_t* pixel, int width, float background, const Planes& out) {
  const float* table = srgb_to_linear().data();
  for (int x = 0; x < width; ++x, pixel += 4) {
    const float alpha = static_cast<float>(pixel[3]) * (1.0f / 255);
    const float behind = background * (1 - alpha);
    for (int c = 0; c < kChannels; ++c) out[c][x] = table[pixel[c]] * alpha + behind;
  }
}

}  // namespace

void linearize_row(const MetricPicture& picture, int y, float background, const Planes& out) {
  const std::uint8_t* row = row_of(picture, y);
  if (picture.channels == 3) {
    linearize_opaque(row, picture.width, out);
  } else {
    linearize_blended(row, picture.width, background, out);
  }
}

bool is_opaque(const MetricPicture& picture) {
  if (picture.channels == 3) return true;
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* alpha = row_of(picture, y) + 3;
    std::uint8_t all = 255;
    for (int x = 0; x < picture.width; ++x) all &= alpha[4 * static_cast<std::size_t>(x)];
    if (all != 255) return false;
  }
  return true;
}

}  // namespace pictor::image::metric
