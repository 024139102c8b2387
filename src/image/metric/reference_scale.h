#pragma once

#include <memory>
#include <optional>

#include "image/metric/light_rows.h"
#include "image/metric/score.h"

namespace pictor::image::metric {

/// What the metric needs of the reference at one scale, kept whole: the channels that count and their blurred means,
/// with the smaller scales behind it. Filled from top to bottom, then only read.
class ReferenceScale {
 public:
  /// `scale` 0 is the largest.
  ReferenceScale(int width, int height, int scale);

  /// Where to write the next row of linear light before take_row().
  Planes incoming() { return light_.row(taken_); }
  void take_row();

  int width() const { return width_; }
  int height() const { return height_; }
  bool has(int channel) const { return planes_[channel].has_value(); }
  const float* row(int channel, int y) const { return planes_[channel]->xyb[y]; }
  const float* mean(int channel, int y) const { return planes_[channel]->mean[y]; }
  const ReferenceScale* next() const { return next_.get(); }

 private:
  struct Plane {
    Rows xyb;
    Rows mean;
  };
  void blur_mean(Plane& plane, int y);

  int width_;
  int height_;
  int taken_ = 0;
  LightRows light_;
  Rows scratch_;  // a zero row and a row that is blurred one way
  std::array<std::optional<Plane>, kChannels> planes_;
  std::unique_ptr<ReferenceScale> next_;
};

}  // namespace pictor::image::metric
