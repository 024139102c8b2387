#pragma once

#include <functional>
#include <vector>

#include "image/pixel_pool.h"
#include "image/resize/filter_weights.h"
#include "image/resize/row_kernels.h"

namespace pictor::image {

/// Takes the finished rows of a resize, top to bottom: light (see light.h), padding included; valid during the call.
using LightRowSink = std::function<void(const float* row)>;

/// Resizes a picture in light that arrives row by row. Each row is resized horizontally as it comes and kept only as
/// long as a row of the result needs it, so memory is a ring of a few rows of the result's width whatever the height.
class RowResizer {
 public:
  RowResizer(const Span& across, const Span& down);
  /// By any filter: the taps of each pixel of a row and of each row of the result.
  RowResizer(const std::vector<Taps>& across, std::vector<Taps> down);
  /// The next row of the source (light_row_floats of it); calls `finished` for each row that it completes.
  void push(const float* row, const LightRowSink& finished);

 private:
  float* ring_row(int row);
  void blend(const Taps& taps);

  RowTaps across_;
  std::vector<Taps> down_;
  int width_;
  int ring_rows_;
  PixelBuffer ring_;
  PixelBuffer result_;
  std::vector<const float*> sources_;
  int next_in_ = 0;
  std::size_t next_out_ = 0;
};

}  // namespace pictor::image
