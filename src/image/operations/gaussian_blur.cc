#include "image/operations/gaussian_blur.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "image/resize/light.h"
#include "image/resize/row_resizer.h"

namespace pictor::image {
namespace {

/// Samples of a Gaussian may lie 1 / kSharpest sigmas apart: a row of Gaussians at that distance is even to 2 exp(-2
/// pi^2 kSharpest^2), 7e-6.
constexpr double kSharpest = 0.8;

/// A blur of one side: in one pass, or by way of a coarser grid.
struct SidePasses {
  std::vector<Taps> first;
  std::vector<Taps> second;
};

SidePasses passes_of(int side, double sigma, int stride) {
  // Variances add up.
  const double half = sigma / std::numbers::sqrt2;
  // The grid goes on beyond the edges for as far as the second pass looks.
  const int margin = static_cast<int>(std::ceil(4 * half / stride)) + 1;
  const int samples = (side + stride - 1) / stride + 2 * margin;
  const double start = (0.5 - margin) * stride - 0.5;
  return {.first = gaussian_taps({.in = side, .start = start, .stride = 1.0 * stride, .out = samples, .sigma = half}),
          .second = gaussian_taps(
              {.in = samples, .start = -start / stride, .stride = 1.0 / stride, .out = side, .sigma = half / stride})};
}

std::vector<Taps> one_pass(int side, double sigma) { return gaussian_taps({.in = side, .out = side, .sigma = sigma}); }

/// Feeds the picture's rows in light to `push`.
template <class Push>
void each_row_in_light(const PictureView& picture, Push push) {
  const PixelBuffer light(light_row_floats(picture.width) * sizeof(float));
  for (int y = 0; y < picture.height; ++y) {
    srgb_to_light({picture.row(y), picture.stride()}, picture.channels, light.floats());
    push(light.floats());
  }
}

}  // namespace

Picture gaussian_blur(const PictureView& picture, double sigma) {
  Picture blurred(picture.width, picture.height, picture.channels);
  const LightRowSink store = [&blurred, y = 0](const float* row) mutable {
    light_to_srgb(row, blurred.channels(), {blurred.row(y++), blurred.stride()});
  };
  const int stride = static_cast<int>(sigma / std::numbers::sqrt2 / kSharpest);
  if (stride < 2) {
    RowResizer whole(one_pass(picture.width, sigma), one_pass(picture.height, sigma));
    each_row_in_light(picture, [&](const float* row) { whole.push(row, store); });
    return blurred;
  }
  SidePasses across = passes_of(picture.width, sigma, stride);
  SidePasses down = passes_of(picture.height, sigma, stride);
  RowResizer first(across.first, std::move(down.first));
  RowResizer second(across.second, std::move(down.second));
  const LightRowSink pass_on = [&](const float* row) { second.push(row, store); };
  each_row_in_light(picture, [&](const float* row) { first.push(row, pass_on); });
  return blurred;
}

}  // namespace pictor::image
