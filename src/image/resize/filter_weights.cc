#include "image/resize/filter_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pictor::image {
namespace {

constexpr double kLobes = 3;
/// Below this a weight moves no 8-bit sample, not even next to black.
constexpr float kNegligible = 1e-7F;

/// The value at `x` = 3 t / pi for `sine` = sin(t): sin(pi x) is sin(3 t) = 3 sin(t) - 4 sin(t)^3, so that one sine
/// does.
double lanczos3_at(double x, double sine) {
  if (std::abs(x) < 1e-7) return 1;
  if (std::abs(x) >= kLobes) return 0;
  const double t = x * std::numbers::pi / kLobes;
  const double square = sine * sine;
  return square * (3 - 4 * square) / (3 * t * t);
}

}  // namespace

void FilterWeights::add_pixel(double centre, double reduction, int least, int most) {
  const double support = kLobes * reduction;
  int first = std::clamp(static_cast<int>(std::floor(centre - support)), least, most - 1);
  const int end = std::clamp(static_cast<int>(std::ceil(centre + support)), first + 1, most);

  // Taps are evenly spaced, so the sine of each comes from turning that of the one before.
  const double angle = std::numbers::pi / kLobes / reduction;
  const double sine_step = std::sin(angle);
  const double cosine_step = std::cos(angle);
  double sine = std::sin((first + 0.5 - centre) * angle);
  double cosine = std::cos((first + 0.5 - centre) * angle);
  double sum = 0;
  const std::size_t begin = weights_.size();
  for (int pixel = first; pixel < end; ++pixel) {
    const double weight = lanczos3_at((pixel + 0.5 - centre) / reduction, sine);
    sum += weight;
    weights_.push_back(static_cast<float>(weight));
    const double turned = sine * cosine_step + cosine * sine_step;
    cosine = cosine * cosine_step - sine * sine_step;
    sine = turned;
  }
  const auto is_negligible = [](float weight) { return std::abs(weight) < kNegligible; };
  while (weights_.size() > begin + 1 && is_negligible(weights_.back())) weights_.pop_back();
  const auto from = weights_.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto kept = std::find_if_not(from, weights_.end() - 1, is_negligible);
  first += static_cast<int>(kept - from);
  weights_.erase(from, kept);
  for (std::size_t i = begin; i < weights_.size(); ++i) weights_[i] = static_cast<float>(weights_[i] / sum);
  first_.push_back(first);
  begin_.push_back(weights_.size());
}

FilterWeights FilterWeights::lanczos3(const Span& span) {
  const double scale = span.length / span.out;
  const double reduction = std::max(1.0, scale);
  FilterWeights all;
  all.first_.reserve(static_cast<std::size_t>(span.out));
  all.begin_.reserve(static_cast<std::size_t>(span.out) + 1);
  all.weights_.reserve(static_cast<std::size_t>(span.out) * static_cast<std::size_t>(2 * kLobes * reduction + 2));
  const int least = span.first.value_or(0);
  const int most = span.end.value_or(span.in);
  for (int i = 0; i < span.out; ++i) all.add_pixel(span.start + (i + 0.5) * scale, reduction, least, most);
  return all;
}

FilterWeights FilterWeights::gaussian(const GaussianGrid& grid) {
  constexpr double kReach = 3.5;  // beyond it lies less than a two thousandth of the sum
  FilterWeights all;
  std::vector<double> weights;
  for (int i = 0; i < grid.out; ++i) {
    const double centre = grid.start + i * grid.stride;
    const int from = static_cast<int>(std::ceil(centre - kReach * grid.sigma));
    const int to = std::max(from, static_cast<int>(std::floor(centre + kReach * grid.sigma)));
    const int first = std::clamp(from, 0, grid.in - 1);
    weights.assign(static_cast<std::size_t>(std::clamp(to, 0, grid.in - 1) - first + 1), 0);
    double sum = 0;
    for (int pixel = from; pixel <= to; ++pixel) {
      const double away = (pixel - centre) / grid.sigma;
      const double weight = std::exp(-away * away / 2);
      weights[static_cast<std::size_t>(std::clamp(pixel, 0, grid.in - 1) - first)] += weight;
      sum += weight;
    }
    for (const double weight : weights) all.weights_.push_back(static_cast<float>(weight / sum));
    all.first_.push_back(first);
    all.begin_.push_back(all.weights_.size());
  }
  return all;
}

}  // namespace pictor::image
