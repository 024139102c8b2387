#include "image/resize/filter_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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

Taps taps_around(double centre, double reduction, int in) {
  const double support = kLobes * reduction;
  int first = std::clamp(static_cast<int>(std::floor(centre - support)), 0, in - 1);
  int end = std::clamp(static_cast<int>(std::ceil(centre + support)), first + 1, in);
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
  for (int i = 0; i < span.out; ++i) all.push_back(taps_around(span.start + (i + 0.5) * scale, reduction, span.in));
  return all;
}

}  // namespace pictor::image
