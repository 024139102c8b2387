#pragma once

#include <vector>

#include "image/decode/jpeg/frame.h"
#include "image/pixel_pool.h"

namespace pictor::image::jpeg {

/// Bytes behind the samples of a row that kernels may read and write: whole vectors.
inline constexpr std::size_t kSampleSlack = 64;

/// The samples of one component, and for the first the variance that its blocks lost, of the two MCU rows decoded
/// last: interpolated chroma needs its neighbours from the row before and after. Memory does not grow with the height.
class Samples {
 public:
  Samples(const Frame& frame, const Component& component)
      : stride_(static_cast<std::ptrdiff_t>(frame.blocks_across(component)) * component.across + kSampleSlack),
        rows_(2 * component.v * component.down),
        block_rows_(2 * component.v),
        buffer_(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(rows_)),
        blocks_across_(static_cast<std::size_t>(frame.blocks_across(component))),
        lost_(blocks_across_ * static_cast<std::size_t>(block_rows_)) {}

  std::ptrdiff_t stride() const { return stride_; }
  /// Row `y` of the component, if it is one of those held.
  std::uint8_t* row(int y) const { return buffer_.data() + stride_ * (y % rows_); }
  /// Variance lost by each block of a row of blocks, in squared levels.
  float* lost(int block_row) {
    return lost_.data() + blocks_across_ * static_cast<std::size_t>(block_row % block_rows_);
  }

 private:
  std::ptrdiff_t stride_;
  int rows_;
  int block_rows_;
  PixelBuffer buffer_;
  std::size_t blocks_across_;
  std::vector<float> lost_;
};

/// Where the samples of a frame come from, an MCU row at a time.
class SampleSource {
 public:
  virtual ~SampleSource() = default;
  /// Fills the rows of MCU row `mcu_row` (0, 1, 2…) of each component. False where the data are not what they should
  /// be: the samples then mean nothing.
  virtual bool decode(int mcu_row, std::vector<Samples>& components) = 0;
  /// After the last row: whether the file ends as it should.
  virtual bool ends_well() = 0;
};

}  // namespace pictor::image::jpeg
