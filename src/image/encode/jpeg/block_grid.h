#pragma once

#include <cstddef>
#include <cstdint>

#include "image/encode/jpeg/transform_kernels.h"
#include "image/pixel_pool.h"

namespace pictor::image::jpeg {

/// The blocks of one component, row by row, 64 numbers each in natural order: coefficients or their quantised levels.
class BlockGrid {
 public:
  BlockGrid() = default;
  /// Contents start undefined.
  BlockGrid(int wide, int high)
      : buffer_(static_cast<std::size_t>(wide) * high * kBlockSize * sizeof(std::int16_t)), wide_(wide), high_(high) {}

  int wide() const { return wide_; }
  int high() const { return high_; }
  std::int16_t* row(int y) const {
    return reinterpret_cast<std::int16_t*>(buffer_.data()) + static_cast<std::size_t>(y) * wide_ * kBlockSize;
  }
  std::int16_t* block(int x, int y) const { return row(y) + std::ptrdiff_t{kBlockSize} * x; }

 private:
  PixelBuffer buffer_;
  int wide_ = 0;
  int high_ = 0;
};

}  // namespace pictor::image::jpeg
