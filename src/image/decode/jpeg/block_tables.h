#pragma once

#include <array>
#include <cstdint>

#include "image/decode/jpeg/frame.h"

namespace pictor::image::jpeg {

/// A component's coefficients by their zigzag position: where each goes and what it weighs. There are positions beyond
/// the block: damaged runs lead there, and kEndOfBlock does. What is written there goes to kNowhere and weighs nothing.
struct BlockTables {
  static constexpr int kPositions = kBlockSize + 16 + 128;
  static constexpr std::uint8_t kNowhere = kBlockSize;

  /// For the scale of `component`.
  explicit BlockTables(const Component& component);

  int last_used = 0;                             ///< zigzag position of the last coefficient that the scale uses
  std::array<std::uint8_t, kPositions> place{};  ///< paired_index()
  std::array<std::int32_t, kPositions> quant{};
  /// Square of the quantiser where the scale drops the coefficient, 0 where it uses it.
  std::array<std::uint32_t, kPositions> lost{};
};

/// Variance in squared levels that coefficients with this sum of squares stand for: the DCT of JPEG is orthonormal
/// (T.81 A.3.3), so by Parseval's theorem their energy is that of the 64 samples.
inline float variance_of(std::uint64_t squares) { return static_cast<float>(squares) / kBlockSize; }

}  // namespace pictor::image::jpeg
