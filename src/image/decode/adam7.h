#pragma once

#include <array>
#include <cstdint>

namespace pictor::image {

/// The columns of one pass of PNG's interlacing: x = first + i * step (PNG section 8.1).
struct Adam7Columns {
  std::uint32_t first;
  std::uint32_t step;
  /// Pixels of a row of the pass in a picture of this width.
  constexpr std::uint32_t count(std::uint32_t width) const {
    return width <= first ? 0 : (width - first + step - 1) / step;
  }
};

inline constexpr std::array<Adam7Columns, 7> kAdam7 = {{{0, 8}, {4, 8}, {0, 4}, {2, 4}, {0, 2}, {1, 2}, {0, 1}}};

}  // namespace pictor::image
