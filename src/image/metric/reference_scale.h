#pragma once

#include <memory>
#include <optional>

#include "image/metric/light_rows.h"
#include "image/metric/score.h"

namespace pictor::image::metric {

/// How much of the reference is kept: all of it, or the rows that a ComparedScale in step with it still needs.
enum class Keep { kWhole, kWindow };

/// What the metric needs of the reference at one scale: the channels that count and their blurred means, with the
/// smaller scales behind it. Filled from top to bottom; kept whole it is then only read, otherwise each row is read by
/// the ComparedScale before the next one comes.
class ReferenceScale {
 public:
  /// `scale` 0 is the largest.
  ReferenceScale(int width, int height, int scale, Keep keep);

  /// Where to write the next row of linear light before take_row().
  Planes incoming() { return light_.row(taken_); }
  void take_row();

  int width() const { return width_; }
  int height() const { return height_; }
  bool has(int channel) const { return planes_[channel].has_value(); }
  const float* row(int channel, int y) const { return planes_[channel]->xyb[y % kept_]; }
  const float* mean(int channel, int y) const { return planes_[channel]->mean[y % kept_]; }
  const ReferenceScale* next() const { return next_.get(); }

 private:
  struct Plane {
    Rows xyb;
    Rows mean;
  };
  void blur_mean(Plane& plane, int y);

  int width_;
  int height_;
  int kept_;  ///< rows; row y is at y % kept_
  int taken_ = 0;
  LightRows light_;
  Rows scratch_;  // a zero row and a row that is blurred one way
  std::array<std::optional<Plane>, kChannels> planes_;
  std::unique_ptr<ReferenceScale> next_;
};

}  // namespace pictor::image::metric
