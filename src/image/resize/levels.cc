#include "image/resize/levels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace pictor::image {

void levels_to_floats(std::span<const std::uint8_t> levels, float* floats) {
  for (std::size_t i = 0; i < levels.size(); ++i) floats[i] = static_cast<float>(levels[i]) / 255;
}

void floats_to_levels(const float* floats, std::span<std::uint8_t> levels) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    levels[i] = static_cast<std::uint8_t>(std::lrint(std::clamp(floats[i], 0.0F, 1.0F) * 255));
  }
}

}  // namespace pictor::image
