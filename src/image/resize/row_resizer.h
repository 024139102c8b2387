#pragma once

#include <functional>
#include <span>
#include <vector>

#include "image/pixel_pool.h"
#include "image/resize/filter_weights.h"
#include "image/resize/row_kernels.h"

namespace pictor::image {

/// Up to kRowBatch neighbouring rows of light (see light.h) of one picture, padding included.
struct LightRows {
  int first = 0;
  std::span<const float* const> rows;
};

/// Takes the finished rows of a resize, top to bottom; they are valid during the call.
using LightRowSink = std::function<void(const LightRows& finished)>;

/// Pixels or rows from `begin` up to `end`.
struct Reach {
  int begin = 0;
  int end = 0;
};

/// Resizes a picture in light that arrives in batches of rows. A row is added, weighed, to the about six rows of the
/// result that it takes part in; only what is finished is then resized across, kRowBatch rows at a time. Vertical
/// filtering needs no look at neighbouring pixels, so the many pixels of the source go through the simpler loop, and
/// memory is a few rows of the source's width whatever the height.
class RowResizer {
 public:
  RowResizer(const Span& across, const Span& down, int channels);
  /// By any filter.
  RowResizer(const FilterWeights& across, FilterWeights down, int channels);

  /// What of the source is read: others need not be pushed, and may hold anything.
  const Reach& columns() const { return columns_; }
  const Reach& rows() const { return rows_; }

  /// Rows that follow those pushed before, or lie before rows().begin. Calls `finished` for what it completes.
  void push(const LightRows& batch, const LightRowSink& finished);

 private:
  float* sum_of(std::size_t row) const;
  void add(const LightRows& batch, std::size_t fresh);
  void resize_across(const LightRowSink& finished);

  FilterWeights down_;
  Reach columns_;
  Reach rows_;
  RowTaps across_;
  int channels_;
  std::size_t row_floats_;  ///< of a sum, padding included
  std::size_t out_floats_;
  std::size_t ring_rows_;
  PixelBuffer sums_;   ///< a ring: rows of the result before they are resized across
  PixelBuffer batch_;  ///< see spread_rows()
  PixelBuffer result_;
  std::vector<RowShare> shares_;
  // Rows of the result: those that any row of the source was added to, that all were, that were resized across.
  std::size_t opened_ = 0;
  std::size_t completed_ = 0;
  std::size_t finished_ = 0;
};

}  // namespace pictor::image
