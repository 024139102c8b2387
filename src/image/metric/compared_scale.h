#pragma once

#include <memory>

#include "image/metric/light_rows.h"
#include "image/metric/reference_scale.h"
#include "image/metric/score.h"

namespace pictor::image::metric {

/// A distorted picture compared with one scale of the reference, fed with rows of linear light from top to bottom. It
/// keeps only the rows that the blur still needs, and feeds the next scale, which it owns, with 2x2 means. One thread;
/// the reference must outlive it, and
/// have taken each row that it takes.
class ComparedScale {
 public:
  explicit ComparedScale(const ReferenceScale& reference);

  /// Where to write the next row before take_row().
  Planes incoming() { return light_.row(taken_); }
  void take_row();

  /// Once all rows were taken: the norms of the error maps over the picture.
  ErrorsOfScale errors() const;
  const ComparedScale* next() const { return next_.get(); }

 private:
  float* moment_row(int channel, int moment, int y);
  float* moment_row_or_zero(int channel, int moment, int y);
  void compare_row(int channel, int y);

  const ReferenceScale& reference_;
  int taken_ = 0;
  LightRows light_;
  Rows moments_;  // [channel][moment][y % kWindow]
  Rows blurred_;  // [moment]
  Rows zero_;
  std::array<ErrorSums, kChannels> sums_;
  std::unique_ptr<ComparedScale> next_;
};

}  // namespace pictor::image::metric
