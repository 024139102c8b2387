#pragma once

#include <cstddef>
#include <cstdint>

#include "image/picture.h"
#include "image/pixel_pool.h"

namespace pictor::image::jpeg {

/// Rows of samples as the kernels take them.
struct SampleRows {
  const std::int16_t* first = nullptr;
  std::size_t stride = 0;
};

/// A picture in Y, Cb and Cr, one row of MCUs at a time, so that the planes never exist as a whole. Pixels at the edges
/// are repeated to fill the last blocks.
class YccBand {
 public:
  /// `picture` is RGB and outlives the band; `luma_sampling` is 1 (4:4:4) or 2 (4:2:0).
  YccBand(const PictureView& picture, int luma_sampling);

  int rows() const { return rows_; }
  void load(int band);
  /// The eight rows of luma of the band's row of blocks `index` (below `luma_sampling`).
  SampleRows luma(int index) const;
  /// The eight rows of chroma: 0 is Cb, 1 is Cr.
  SampleRows chroma(int plane) const;

 private:
  std::int16_t* full(int plane, int row) const;
  std::int16_t* half(int plane, int row) const;
  void convert_row(int y, int row);
  void repeat_row(int row);

  PictureView picture_;
  int luma_sampling_;
  int rows_;
  std::size_t stride_;  ///< samples
  PixelBuffer buffer_;
};

}  // namespace pictor::image::jpeg
