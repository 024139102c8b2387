#pragma once

#include <optional>
#include <vector>

namespace pictor::image {

/// Where one side of a resize reads: out pixel i covers [start + i * length / out, start + (i + 1) * length / out) of
/// `in` stored pixels. Fractions are meant: a scaled decode ends within a pixel.
struct Span {
  int in = 0;
  double start = 0;
  double length = 0;
  int out = 0;
  /// In pixels that may be read, from `first` on: a filter that reaches beyond them is cut there as at an edge. No
  /// number: all.
  std::optional<int> first = {};
  std::optional<int> end = {};
};

/// Taps of one out pixel: weights of the in pixels first .. first + weights.size() - 1; they sum to 1.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

/// Lanczos with three lobes, widened by the reduction (never narrowed), cut at the picture's edges and normalised;
/// weights that are zero at the ends are left out, so an equal size is one tap a pixel. Pure.
std::vector<Taps> lanczos3_taps(const Span& span);

/// Where a Gaussian is sampled: out pixel i lies at `start` + i * `stride` of `in` pixels, the first of which lies at
/// 0.
struct GaussianGrid {
  int in = 0;
  double start = 0;
  double stride = 1;
  int out = 0;
  double sigma = 1;  ///< in in pixels
};

/// Taps of the Gaussian up to 3.5 sigma, normalised. Beyond an edge the pixel at the edge goes on for ever. Pure.
std::vector<Taps> gaussian_taps(const GaussianGrid& grid);

}  // namespace pictor::image
