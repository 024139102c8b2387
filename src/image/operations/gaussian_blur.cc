#include "image/operations/gaussian_blur.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "image/resize/light.h"
#include "image/resize/row_resizer.h"

namespace pictor::image {
namespace {

/// Samples of a Gaussian may lie 1 / kSharpest sigmas apart: a row of Gaussians at that distance is even to 2 exp(-2
/// pi^2 kSharpest^2), 7e-6.
constexpr double kSharpest = 0.8;

/// A blur of one side by way of a coarser grid.
struct SidePasses {
  FilterWeights first;
  FilterWeights second;
};

SidePasses passes_of(int side, double sigma, int stride) {
  // Variances add up.
  const double half = sigma / std::numbers::sqrt2;
  // The grid goes on beyond the edges for as far as the second pass looks.
  const int margin = static_cast<int>(std::ceil(4 * half / stride)) + 1;
  const int samples = (side + stride - 1) / stride + 2 * margin;
  const double start = (0.5 - margin) * stride - 0.5;
  return {.first = FilterWeights::gaussian(
              {.in = side, .start = start, .stride = 1.0 * stride, .out = samples, .sigma = half}),
          .second = FilterWeights::gaussian(
              {.in = samples, .start = -start / stride, .stride = 1.0 / stride, .out = side, .sigma = half / stride})};
}

FilterWeights one_pass(int side, double sigma) {
  return FilterWeights::gaussian({.in = side, .out = side, .sigma = sigma});
}

/// Feeds the picture in light to `push`, batch by batch.
void each_batch_in_light(const PictureView& picture, const LightRowSink& push) {
  const std::size_t floats = light_row_floats(picture.width, picture.channels);
  const PixelBuffer light(floats * kRowBatch * sizeof(float));
  std::array<const float*, kRowBatch> rows{};
  for (int first = 0; first < picture.height; first += kRowBatch) {
    const auto count = static_cast<std::size_t>(std::min(kRowBatch, picture.height - first));
    for (std::size_t r = 0; r < count; ++r) {
      float* const row = light.floats() + floats * r;
      srgb_to_light({picture.row(first + static_cast<int>(r)), picture.stride()}, picture.channels, {}, row);
      rows[r] = row;
    }
    push({first, std::span(rows).first(count)});
  }
}

}  // namespace

Picture gaussian_blur(const PictureView& picture, double sigma) {
  const int channels = picture.channels;
  Picture blurred(picture.width, picture.height, channels);
  const LightRowSink store = [&blurred](const LightRows& finished) {
    for (std::size_t r = 0; r < finished.rows.size(); ++r) {
      std::uint8_t* const row = blurred.row(finished.first + static_cast<int>(r));
      light_to_srgb(finished.rows[r], blurred.channels(), {row, blurred.stride()});
    }
  };
  const int stride = static_cast<int>(sigma / std::numbers::sqrt2 / kSharpest);
  if (stride < 2) {
    RowResizer whole(one_pass(picture.width, sigma), one_pass(picture.height, sigma), channels);
    each_batch_in_light(picture, [&](const LightRows& batch) { whole.push(batch, store); });
    return blurred;
  }
  SidePasses across = passes_of(picture.width, sigma, stride);
  SidePasses down = passes_of(picture.height, sigma, stride);
  RowResizer first(across.first, std::move(down.first), channels);
  RowResizer second(across.second, std::move(down.second), channels);
  const LightRowSink pass_on = [&](const LightRows& finished) { second.push(finished, store); };
  each_batch_in_light(picture, [&](const LightRows& batch) { first.push(batch, pass_on); });
  return blurred;
}

}  // namespace pictor::image
