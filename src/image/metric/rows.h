#pragma once

#include <hwy/aligned_allocator.h>
#include <hwy/base.h>

#include <algorithm>
#include <cstddef>

namespace pictor::image::metric {

/// Aligned rows of floats, zero at first, each with room on both sides for taps and whole vectors: a kernel may write
/// `kVectorFloats - 1` floats past the width and read `kMargin` floats before and 2 x `kMargin` past it.
class Rows {
 public:
  static constexpr std::size_t kVectorFloats = 16;  ///< the widest vector that the kernels use
  static constexpr std::size_t kMargin = 16;        ///< a multiple of kVectorFloats, >= the blur's radius

  Rows(std::size_t count, std::size_t width)
      : stride_((width + kVectorFloats - 1) / kVectorFloats * kVectorFloats + 3 * kMargin),
        floats_(hwy::AllocateAligned<float>(count * stride_)) {
    HWY_ASSERT(floats_ != nullptr);
    std::fill_n(floats_.get(), count * stride_, 0.0f);
  }

  float* operator[](std::size_t index) { return floats_.get() + index * stride_ + kMargin; }
  const float* operator[](std::size_t index) const { return floats_.get() + index * stride_ + kMargin; }

 private:
  std::size_t stride_;
  hwy::AlignedFreeUniquePtr<float[]> floats_;
};

}  // namespace pictor::image::metric
