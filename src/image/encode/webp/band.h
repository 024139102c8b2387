#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "image/encode/webp/vp8_tables.h"
#include "image/pixel_pool.h"

namespace pictor::image::vp8 {

/// One plane of a row of macroblocks as a decoder has it before its loop filter, with the samples around it that
/// predictions look at (RFC 6386, 12.2 and 12.3): beyond the picture they are 127 above, 129 to the left.
class Band {
 public:
  /// `side` is that of a macroblock in this plane.
  Band(int macroblocks, int side)
      : width_(macroblocks * side),
        side_(side),
        stride_(kBorder + width_ + kBorder),
        samples_(static_cast<std::size_t>(stride_) * (side + 1)) {
    std::fill_n(samples_.data(), stride_, std::uint8_t{127});
    for (int y = 0; y < side_; ++y) at(0, y)[-1] = 129;
  }

  /// Sample (x, y); row -1 is the last of the macroblocks above.
  std::uint8_t* at(int x, int y) const {
    return samples_.data() + static_cast<std::ptrdiff_t>(stride_) * (y + 1) + kBorder + x;
  }
  std::ptrdiff_t stride() const { return stride_; }
  int width() const { return width_; }

  /// Makes the last row the one above.
  void next_row() const {
    std::copy_n(at(0, side_ - 1), width_, at(0, -1));
    at(0, -1)[-1] = 129;
    std::fill_n(at(width_, -1), kBlockSide, at(width_ - 1, -1)[0]);
  }

  void put_block(const std::uint8_t* block, int x, int y) const {
    for (int line = 0; line < kBlockSide; ++line)
      std::memcpy(at(x, y + line), block + std::ptrdiff_t{kBlockSide} * line, kBlockSide);
  }

 private:
  static constexpr int kBorder = 16;

  int width_;
  int side_;
  int stride_;
  PixelBuffer samples_;
};

}  // namespace pictor::image::vp8
