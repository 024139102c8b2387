#pragma once

#include <cstdint>

#include "image/encode/webp/vp8_tables.h"
#include "image/picture.h"
#include "image/pixel_pool.h"

namespace pictor::image::vp8 {

inline constexpr int kLumaBlocks = 16;
inline constexpr int kChromaBlocks = 4;  ///< of each of the two planes
inline constexpr int kMacroblockBlocks = kLumaBlocks + 2 * kChromaBlocks;
/// Samples of a macroblock: 4x4 blocks one behind the other, row by row: sixteen of luma, four of U, four of V.
inline constexpr int kMacroblockSamples = kMacroblockBlocks * kBlockSize;
inline constexpr int kChromaStart = kLumaBlocks * kBlockSize;

/// A picture in 4:2:0, macroblock by macroblock; its last column and row go on to the end of the last ones.
class SourceMacroblocks {
 public:
  explicit SourceMacroblocks(const PictureView& picture);

  int wide() const { return wide_; }
  int high() const { return high_; }
  const std::uint8_t* at(int x, int y) const {
    return samples_.data() + (static_cast<std::size_t>(y) * wide_ + x) * kMacroblockSamples;
  }

 private:
  int wide_;
  int high_;
  PixelBuffer samples_;
};

}  // namespace pictor::image::vp8
