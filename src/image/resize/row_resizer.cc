#include "image/resize/row_resizer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "image/resize/light.h"

namespace pictor::image {
namespace {

/// Most rows of a result that one batch of source rows takes part in.
std::size_t most_in_work(const FilterWeights& down) {
  std::size_t most = 0;
  std::size_t next = 0;
  for (std::size_t row = 0; row < down.size(); ++row) {
    while (next < down.size() && down[next].first < down[row].end() + kRowBatch) ++next;
    most = std::max(most, next - row);
  }
  return most;
}

PixelBuffer zeroed(std::size_t floats) {
  PixelBuffer buffer(floats * sizeof(float));
  std::ranges::fill(buffer.bytes(), 0);
  return buffer;
}

}  // namespace

RowResizer::RowResizer(const Span& across, const Span& down, int channels)
    : RowResizer(FilterWeights::lanczos3(across), FilterWeights::lanczos3(down), channels) {}

RowResizer::RowResizer(const FilterWeights& across, FilterWeights down, int channels)
    : down_(std::move(down)),
      channels_(channels),
      out_floats_(light_row_floats(static_cast<int>(across.size()), channels)) {
  columns_ = {across.first(), across.end()};
  rows_ = {down_.first(), down_.end()};
  across_ = lay_out(across, columns_.begin);
  const int width = columns_.end - columns_.begin;
  row_floats_ = light_row_floats(width, channels);
  ring_rows_ = most_in_work(down_) + kRowBatch - 1;  // and those that wait to be a batch
  sums_ = zeroed(row_floats_ * ring_rows_);
  batch_ = zeroed(static_cast<std::size_t>(width + across_.count) * kRowBatch * kSpreadChannels);
  result_ = PixelBuffer(out_floats_ * kRowBatch * sizeof(float));
}

float* RowResizer::sum_of(std::size_t row) const { return sums_.floats() + row_floats_ * (row % ring_rows_); }

void RowResizer::push(const LightRows& batch, const LightRowSink& finished) {
  const int end = batch.first + static_cast<int>(batch.rows.size());
  const std::size_t opened_before = opened_;
  while (opened_ < down_.size() && down_[opened_].first < end) ++opened_;
  if (completed_ == opened_) return;
  add(batch, opened_ - opened_before);
  while (completed_ < opened_ && down_[completed_].end() <= end) {
    ++completed_;
    if (completed_ - finished_ == kRowBatch || completed_ == down_.size()) resize_across(finished);
  }
}

void RowResizer::add(const LightRows& batch, std::size_t fresh) {
  shares_.clear();
  for (std::size_t row = completed_; row < opened_; ++row) {
    const Taps taps = down_[row];
    RowShare share{.sum = sum_of(row)};
    for (std::size_t r = 0; r < batch.rows.size(); ++r) {
      const int tap = batch.first + static_cast<int>(r) - taps.first;
      if (tap >= 0 && tap < static_cast<int>(taps.weights.size())) share.weights[r] = taps.weights[tap];
    }
    shares_.push_back(share);
  }
  const float* rows[kRowBatch];
  const std::size_t skipped = static_cast<std::size_t>(columns_.begin) * channels_;
  for (std::size_t r = 0; r < kRowBatch; ++r) rows[r] = batch.rows[r < batch.rows.size() ? r : 0] + skipped;
  add_rows(rows, shares_, fresh, static_cast<std::size_t>(columns_.end - columns_.begin) * channels_);
}

/// Those completed since the last time. Where they are fewer than a batch, the last of them fills it up.
void RowResizer::resize_across(const LightRowSink& finished) {
  const std::size_t count = completed_ - finished_;
  const float* sums[kRowBatch];
  float* out[kRowBatch];
  std::array<const float*, kRowBatch> rows{};
  for (std::size_t r = 0; r < kRowBatch; ++r) {
    sums[r] = sum_of(finished_ + std::min(r, count - 1));
    rows[r] = out[r] = result_.floats() + out_floats_ * r;
  }
  spread_rows(sums, channels_, static_cast<std::size_t>(columns_.end - columns_.begin), batch_.floats());
  resample_batch(batch_.floats(), across_, channels_, out);
  finished({static_cast<int>(finished_), std::span(rows).first(count)});
  finished_ = completed_;
}

}  // namespace pictor::image
