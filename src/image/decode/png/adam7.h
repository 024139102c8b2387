#pragma once

#include <array>
#include <cstdint>

namespace pictor::image {

/// Columns or rows of one pass of PNG's interlacing: first + i * step (PNG section 8.1).
struct Adam7Steps {
  std::uint32_t first;
  std::uint32_t step;
  /// How many of them a side of this length has.
  constexpr std::uint32_t count(std::uint32_t side) const {
    return side <= first ? 0 : (side - first + step - 1) / step;
  }
};

struct Adam7Pass {
  Adam7Steps columns;
  Adam7Steps rows;
};

inline constexpr std::array<Adam7Pass, 7> kAdam7 = {{{{0, 8}, {0, 8}},
                                                     {{4, 8}, {0, 8}},
                                                     {{0, 4}, {4, 8}},
                                                     {{2, 4}, {0, 4}},
                                                     {{0, 2}, {2, 4}},
                                                     {{1, 2}, {0, 2}},
                                                     {{0, 1}, {1, 2}}}};

}  // namespace pictor::image
