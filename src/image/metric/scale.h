#pragma once

#include <array>
#include <memory>

#include "image/metric/row_kernels.h"
#include "image/metric/rows.h"
#include "image/metric/score.h"

namespace pictor::image::metric {

inline constexpr int kSides = 2;  ///< 0: the reference, 1: the distorted picture

/// One scale of the comparison, fed with linear-light rows from top to bottom. It keeps only the rows that the blur
/// still needs, and feeds the next scale, which it owns, with 2x2 means. One thread.
class Scale {
 public:
  /// The largest scale of a picture of width x height, at least kMinSide each, with the smaller ones behind it.
  Scale(int width, int height) : Scale(width, height, kScales) {}

  /// Where to write the next row of `side` before take_row().
  Planes incoming(int side);
  /// Takes the row that was written for both sides.
  void take_row();

  /// Once all rows were taken: the norms of the error maps over the picture.
  ErrorsOfScale errors() const;
  const Scale* next() const { return next_.get(); }

 private:
  Scale(int width, int height, int scales);
  Planes linear_row(int side, int y);
  Planes xyb_row(int side, int y);
  float* xyb_row_or_zero(int side, int channel, int y);
  void halve_rows(int top, int bottom);
  void compare_row(int y);

  int width_;
  int height_;
  int taken_ = 0;
  Rows linear_;  // [y % 2][side][channel]: two rows are halved at a time
  Rows xyb_;     // [y % kWindow][side][channel]
  Rows moments_;
  Rows zero_;
  std::array<ErrorSums, kChannels> sums_;
  std::unique_ptr<Scale> next_;
};

}  // namespace pictor::image::metric
