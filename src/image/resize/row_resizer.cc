#include "image/resize/row_resizer.h"

#include <algorithm>
#include <utility>

#include "image/resize/light.h"

namespace pictor::image {
namespace {

int longest(const std::vector<Taps>& all) {
  std::size_t most = 0;
  for (const Taps& taps : all) most = std::max(most, taps.weights.size());
  return static_cast<int>(most);
}

PixelBuffer zeroed_rows(int width, int rows) {
  PixelBuffer buffer(light_row_floats(width) * rows * sizeof(float));
  std::ranges::fill(buffer.bytes(), 0);
  return buffer;
}

}  // namespace

RowResizer::RowResizer(const Span& across, const Span& down) : RowResizer(lanczos3_taps(across), lanczos3_taps(down)) {}

RowResizer::RowResizer(const std::vector<Taps>& across, std::vector<Taps> down)
    : across_(lay_out(across)),
      down_(std::move(down)),
      width_(static_cast<int>(across.size())),
      ring_rows_(longest(down_)),
      ring_(zeroed_rows(width_, ring_rows_)),
      result_(zeroed_rows(width_, 1)) {}

float* RowResizer::ring_row(int row) { return ring_.floats() + light_row_floats(width_) * (row % ring_rows_); }

void RowResizer::push(const float* row, const LightRowSink& finished) {
  const int current = next_in_++;
  if (next_out_ == down_.size() || current < down_[next_out_].first) return;
  resample_row(row, across_, ring_row(current));
  for (; next_out_ < down_.size(); ++next_out_) {
    const Taps& taps = down_[next_out_];
    if (taps.first + static_cast<int>(taps.weights.size()) > next_in_) return;
    blend(taps);
    finished(result_.floats());
  }
}

void RowResizer::blend(const Taps& taps) {
  sources_.clear();
  for (std::size_t t = 0; t < taps.weights.size(); ++t) sources_.push_back(ring_row(taps.first + static_cast<int>(t)));
  blend_rows(sources_.data(), taps.weights.data(), static_cast<int>(taps.weights.size()),
             static_cast<std::size_t>(width_) * kLightChannels, result_.floats());
}

}  // namespace pictor::image
