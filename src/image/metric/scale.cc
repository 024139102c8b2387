#include "image/metric/scale.h"

#include <algorithm>
#include <cmath>

namespace pictor::image::metric {
namespace {

constexpr int kMoments = 4;

Planes planes_from(Rows& rows, int first) { return {rows[first], rows[first + 1], rows[first + 2]}; }

}  // namespace

Scale::Scale(int width, int height, int scales)
    : width_(width),
      height_(height),
      linear_(std::size_t{2} * kSides * kChannels, width),
      xyb_(std::size_t{kWindow} * kSides * kChannels, width),
      moments_(kMoments, width),
      zero_(1, width) {
  const int half_width = (width + 1) / 2, half_height = (height + 1) / 2;
  if (scales > 1 && std::min(half_width, half_height) >= kMinSide) {
    next_.reset(new Scale(half_width, half_height, scales - 1));
  }
}

Planes Scale::incoming(int side) { return linear_row(side, taken_); }

Planes Scale::linear_row(int side, int y) { return planes_from(linear_, (y % 2 * kSides + side) * kChannels); }

Planes Scale::xyb_row(int side, int y) { return planes_from(xyb_, (y % kWindow * kSides + side) * kChannels); }

float* Scale::xyb_row_or_zero(int side, int channel, int y) {
  return y >= 0 && y < height_ ? xyb_row(side, y)[channel] : zero_[0];
}

void Scale::take_row() {
  const int y = taken_++;
  for (int side = 0; side < kSides; ++side) to_xyb(linear_row(side, y), xyb_row(side, y), width_);
  if (y >= kRadius) compare_row(y - kRadius);
  const bool last = taken_ == height_;
  if (next_ && (y % 2 == 1 || last)) halve_rows(y - y % 2, y);
  if (last) {
    for (int rest = height_ - kRadius; rest < height_; ++rest) compare_row(rest);
  }
}

void Scale::halve_rows(int top, int bottom) {
  for (int side = 0; side < kSides; ++side) {
    const Planes upper = linear_row(side, top), lower = linear_row(side, bottom), out = next_->incoming(side);
    for (int c = 0; c < kChannels; ++c) halve(upper[c], lower[c], out[c], width_);
  }
  next_->take_row();
}

void Scale::compare_row(int y) {
  const Moments moments = {moments_[0], moments_[1], moments_[2], moments_[3]};
  for (int c = 0; c < kChannels; ++c) {
    Window window;
    for (int k = 0; k < kWindow; ++k) {
      window.reference[k] = xyb_row_or_zero(0, c, y + k - kRadius);
      window.distorted[k] = xyb_row_or_zero(1, c, y + k - kRadius);
    }
    blur_columns(window, moments, width_);
    add_errors(window.reference[kRadius], window.distorted[kRadius], moments, width_, sums_[c]);
  }
}

ErrorsOfScale Scale::errors() const {
  const double pixels = static_cast<double>(width_) * height_;
  const auto norm4 = [pixels](double sum) { return std::sqrt(std::sqrt(sum / pixels)); };
  ErrorsOfScale errors;
  for (int c = 0; c < kChannels; ++c) {
    const ErrorSums& sums = sums_[c];
    errors[c] = {sums.ssim / pixels, sums.ringing / pixels, sums.blurring / pixels,
                 norm4(sums.ssim4),  norm4(sums.ringing4),  norm4(sums.blurring4)};
  }
  return errors;
}

}  // namespace pictor::image::metric
