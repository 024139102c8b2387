#include "image/metric/compared_scale.h"

#include <cmath>

namespace pictor::image::metric {

ComparedScale::ComparedScale(const ReferenceScale& reference)
    : reference_(reference),
      light_(reference.width()),
      moments_(std::size_t{kChannels} * kMoments * kWindow, reference.width()),
      blurred_(kMoments, reference.width()),
      zero_(1, reference.width()) {
  if (reference.next()) next_ = std::make_unique<ComparedScale>(*reference.next());
}

float* ComparedScale::moment_row(int channel, int moment, int y) {
  return moments_[(channel * kMoments + moment) * std::size_t{kWindow} + y % kWindow];
}

float* ComparedScale::moment_row_or_zero(int channel, int moment, int y) {
  return y >= 0 && y < reference_.height() ? moment_row(channel, moment, y) : zero_[0];
}

void ComparedScale::take_row() {
  const int y = taken_++;
  Planes xyb{};
  for (int c = 0; c < kChannels; ++c) {
    if (reference_.has(c)) xyb[c] = moment_row(c, kDistorted, y);
  }
  to_xyb(light_.row(y), xyb, reference_.width());
  const bool last = taken_ == reference_.height();
  for (int c = 0; c < kChannels; ++c) {
    if (!reference_.has(c)) continue;
    const MomentRows rows = {xyb[c], moment_row(c, kSquaredDifference, y), moment_row(c, kSumOfSquares, y)};
    multiply(reference_.row(c, y), rows, reference_.width());
    if (y >= kRadius) compare_row(c, y - kRadius);
    for (int rest = reference_.height() - kRadius; last && rest < reference_.height(); ++rest) compare_row(c, rest);
  }
  if (next_ && (y % 2 == 1 || last)) {
    light_.halve_into(next_->incoming(), y);
    next_->take_row();
  }
}

void ComparedScale::compare_row(int channel, int y) {
  const ComparedRow row = {.reference = reference_.row(channel, y),
                           .reference_mean = reference_.mean(channel, y),
                           .distorted = moment_row(channel, kDistorted, y),
                           .moments = {blurred_[0], blurred_[1], blurred_[2]}};
  for (int m = 0; m < kMoments; ++m) {
    Window window;
    for (int k = 0; k < kWindow; ++k) window[k] = moment_row_or_zero(channel, m, y + k - kRadius);
    blur_columns(window, row.moments[m], reference_.width());
  }
  add_errors(row, reference_.width(), sums_[channel]);
}

ErrorsOfScale ComparedScale::errors() const {
  const double pixels = static_cast<double>(reference_.width()) * reference_.height();
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
