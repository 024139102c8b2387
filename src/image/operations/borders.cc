#include "image/operations/borders.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pictor::image {
namespace {

constexpr std::size_t kSamples = 4;

void premultiply(const std::uint8_t* row, std::size_t pixels, int channels, std::uint8_t* out) {
  for (std::size_t i = 0; i < pixels; ++i, row += channels, out += kSamples) {
    const unsigned alpha = channels == 4 ? row[3] : 255;
    for (int c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>((row[c] * alpha + 127) / 255);
    out[3] = static_cast<std::uint8_t>(alpha);
  }
}

/// A run [first, end) of a side that is kept.
struct Run {
  int first = 0;
  int end = 0;
};

template <class Uniform>
Run kept(int side, Uniform uniform) {
  Run run{0, side};
  while (run.first < run.end && uniform(run.first)) ++run.first;
  while (run.end > run.first && uniform(run.end - 1)) --run.end;
  return run;
}

}  // namespace

Borders::Borders(int width, int channels)
    : width_(static_cast<std::size_t>(width)),
      channels_(channels),
      row_(width_ * kSamples),
      column_least_(width_ * kSamples, 255),
      column_greatest_(width_ * kSamples, 0) {}

void Borders::add_row(std::span<const std::uint8_t> row) {
  premultiply(row.data(), width_, channels_, row_.data());
  const std::uint8_t* samples = row_.data();
  for (std::size_t i = 0; i < width_ * kSamples; ++i) {
    column_least_[i] = std::min(column_least_[i], samples[i]);
    column_greatest_[i] = std::max(column_greatest_[i], samples[i]);
  }
  Extremes& extremes = rows_.emplace_back();
  for (std::size_t x = 0; x < width_; ++x, samples += kSamples) {
    for (std::size_t c = 0; c < kSamples; ++c) {
      extremes.least[c] = std::min(extremes.least[c], samples[c]);
      extremes.greatest[c] = std::max(extremes.greatest[c], samples[c]);
    }
  }
  const std::size_t upper = rows_.size() == 1 ? 0 : 2;
  for (std::size_t corner = upper; corner < corners_.size(); ++corner) {
    std::memcpy(corners_[corner].data(), row_.data() + (corner % 2 == 0 ? 0 : (width_ - 1) * kSamples), kSamples);
  }
}

bool Borders::alike(const Extremes& extremes, const Sample& color, int tolerance) {
  for (std::size_t c = 0; c < kSamples; ++c) {
    if (color[c] - extremes.least[c] > tolerance || extremes.greatest[c] - color[c] > tolerance) return false;
  }
  return true;
}

Region Borders::inside(Corner corner, int tolerance) const {
  const Sample& color = corners_[static_cast<std::size_t>(corner)];
  const auto column = [&](int x) {
    Extremes extremes;
    std::memcpy(extremes.least.data(), column_least_.data() + x * kSamples, kSamples);
    std::memcpy(extremes.greatest.data(), column_greatest_.data() + x * kSamples, kSamples);
    return alike(extremes, color, tolerance);
  };
  const int height = static_cast<int>(rows_.size());
  const Run down = kept(height, [&](int y) { return alike(rows_[y], color, tolerance); });
  const Run across = kept(static_cast<int>(width_), column);
  if (down.first == down.end || across.first == across.end) return {};
  const auto width = static_cast<double>(width_);
  return {.x = across.first / width,
          .y = 1.0 * down.first / height,
          .width = (across.end - across.first) / width,
          .height = 1.0 * (down.end - down.first) / height};
}

Size Borders::size_of(const Region& region) const {
  return {static_cast<int>(std::lround(region.width * static_cast<double>(width_))),
          static_cast<int>(std::lround(region.height * static_cast<double>(rows_.size())))};
}

}  // namespace pictor::image
