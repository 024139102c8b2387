#pragma once

#include <optional>
#include <span>
#include <vector>

namespace pictor::image {

/// Where one side of a resize reads: out pixel i covers [start + i * length / out, start + (i + 1) * length / out) of
/// `in` stored pixels. Fractions are meant: a scaled decode ends within a pixel.
struct Span {
  int in = 0;
  double start = 0;
  double length = 0;
  int out = 0;
  /// In pixels that may be read, [first, end): a filter that reaches beyond them is cut there as at an edge. Nothing:
  /// all.
  std::optional<int> first = {};
  std::optional<int> end = {};
};

/// Where a Gaussian is sampled: out pixel i lies at `start` + i * `stride` of `in` pixels, the first of which lies at
/// 0.
struct GaussianGrid {
  int in = 0;
  double start = 0;
  double stride = 1;
  int out = 0;
  double sigma = 1;  ///< in in pixels
};

/// Taps of one out pixel: weights of the in pixels first .. first + weights.size() - 1; they sum to 1.
struct Taps {
  int first = 0;
  std::span<const float> weights;
  int end() const { return first + static_cast<int>(weights.size()); }
};

/// The taps of all out pixels, in order: neither first nor end ever decreases.
class FilterWeights {
 public:
  /// Lanczos with three lobes, widened by the reduction (never narrowed), cut at the picture's edges and normalised;
  /// weights that are zero at the ends are left out, so an equal size is one tap a pixel.
  static FilterWeights lanczos3(const Span& span);
  /// The Gaussian up to 3.5 sigma, normalised. Beyond an edge the pixel at the edge goes on for ever.
  static FilterWeights gaussian(const GaussianGrid& grid);

  std::size_t size() const { return first_.size(); }
  Taps operator[](std::size_t pixel) const {
    return {first_[pixel], std::span(weights_).subspan(begin_[pixel], begin_[pixel + 1] - begin_[pixel])};
  }
  int first() const { return first_.front(); }
  int end() const { return (*this)[size() - 1].end(); }

 private:
  /// Of the in pixels [least, most) alone.
  void add_pixel(double centre, double reduction, int least, int most);

  std::vector<int> first_;
  std::vector<std::size_t> begin_ = {0};
  std::vector<float> weights_;
};

}  // namespace pictor::image
