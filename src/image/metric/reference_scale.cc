#include "image/metric/reference_scale.h"

#include <algorithm>

namespace pictor::image::metric {

ReferenceScale::ReferenceScale(int width, int height, int scale, Keep keep)
    : width_(width),
      height_(height),
      kept_(keep == Keep::kWhole ? height : kWindow),
      light_(width),
      scratch_(2, width) {
  for (int c = 0; c < kChannels; ++c) {
    if (counts(c, scale)) planes_[c].emplace(Plane{Rows(kept_, width), Rows(kept_, width)});
  }
  const int half_width = (width + 1) / 2, half_height = (height + 1) / 2;
  if (scale + 1 < kScales && std::min(half_width, half_height) >= kMinSide) {
    next_ = std::make_unique<ReferenceScale>(half_width, half_height, scale + 1, keep);
  }
}

void ReferenceScale::take_row() {
  const int y = taken_++;
  Planes xyb{};
  for (int c = 0; c < kChannels; ++c) {
    if (planes_[c]) xyb[c] = planes_[c]->xyb[y % kept_];
  }
  to_xyb(light_.row(y), xyb, width_);
  const bool last = taken_ == height_;
  for (std::optional<Plane>& plane : planes_) {
    if (!plane) continue;
    if (y >= kRadius) blur_mean(*plane, y - kRadius);
    for (int rest = height_ - kRadius; last && rest < height_; ++rest) blur_mean(*plane, rest);
  }
  if (next_ && (y % 2 == 1 || last)) {
    light_.halve_into(next_->incoming(), y);
    next_->take_row();
  }
}

void ReferenceScale::blur_mean(Plane& plane, int y) {
  Window window;
  for (int k = 0; k < kWindow; ++k) {
    const int from = y + k - kRadius;
    window[k] = from >= 0 && from < height_ ? plane.xyb[from % kept_] : scratch_[0];
  }
  blur_columns(window, scratch_[1], width_);
  blur_row(scratch_[1], plane.mean[y % kept_], width_);
}

}  // namespace pictor::image::metric
