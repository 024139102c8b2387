#include "image/resize/filter_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace pictor::image {
namespace {

constexpr double kLobes = 3;
/// Below this a weight moves no 8-bit sample, not even next to black.
constexpr double kNegligible = 1e-7;

double lanczos3(double x) {
  x = std::abs(x);
  if (x < 1e-9) return 1;
  if (x >= kLobes) return 0;
  const double angle = std::numbers::pi * x;
  return kLobes * std::sin(angle) * std::sin(angle / kLobes) / (angle * angle);
}

/// `least` and `most` bound the pixels that may be read: [least, most).
Taps taps_around(double centre, double reduction, int least, int most) {
  const double support = kLobes * reduction;
  int first = std::clamp(static_cast<int>(std::floor(centre - support)), least, most - 1);
  int end = std::clamp(static_cast<int>(std::ceil(centre + support)), first + 1, most);
  const auto weight_at = [&](int pixel) { return lanczos3((pixel + 0.5 - centre) / reduction); };
  while (first + 1 < end && std::abs(weight_at(first)) < kNegligible) ++first;
  while (end - 1 > first && std::abs(weight_at(end - 1)) < kNegligible) --end;
  std::vector<double> weights;
  double sum = 0;
  for (int pixel = first; pixel < end; ++pixel) sum += weights.emplace_back(weight_at(pixel));
  Taps taps{.first = first, .weights = {}};
  for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / sum));
  return taps;
}

}  // namespace

std::vector<Taps> lanczos3_taps(const Span& span) {
  const double scale = span.length / span.out;
  const double reduction = std::max(1.0, scale);
  std::vector<Taps> all;
  all.reserve(span.out);
  const int least = span.first.value_or(0);
  const int most = span.end.value_or(span.in);
  for (int i = 0; i < span.out; ++i) {
    all.push_back(taps_around(span.start + (i + 0.5) * scale, reduction, least, most));
  }
  return all;
}

std::vector<Taps> gaussian_taps(const GaussianGrid& grid) {
  constexpr double kReach = 3.5;  // beyond it lies less than a two thousandth of the sum
  std::vector<Taps> all;
  all.reserve(grid.out);
  for (int i = 0; i < grid.out; ++i) {
    const double centre = grid.start + i * grid.stride;
    const int from = static_cast<int>(std::ceil(centre - kReach * grid.sigma));
    const int to = std::max(from, static_cast<int>(std::floor(centre + kReach * grid.sigma)));
    const int first = std::clamp(from, 0, grid.in - 1);
    std::vector<double> weights(std::clamp(to, 0, grid.in - 1) - first + 1);
    double sum = 0;
    for (int pixel = from; pixel <= to; ++pixel) {
      const double away = (pixel - centre) / grid.sigma;
      const double weight = std::exp(-away * away / 2);
      weights[std::clamp(pixel, 0, grid.in - 1) - first] += weight;
      sum += weight;
    }
    Taps taps{.first = first, .weights = {}};
    for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / sum));
    all.push_back(std::move(taps));
  }
  return all;
}

}  // namespace pictor::image
