#include "image/optimize/quality_guess.h"

#include <algorithm>
#include <cmath>

#include "image/encode/flatten.h"
#include "image/optimize/quality_curve.h"
#include "image/optimize/quality_search.h"
#include "image/optimize/sample_tiles.h"
#include "image/optimize/trial.h"

namespace pictor::image {
namespace {

/// Where log_error() is 0.
constexpr int kMiddlingQuality = 70;
constexpr double kMiddlingHardness = 3.2;

/// ln(100 - score) at kMiddlingQuality is about constant + of_hardness x hardness + of_growth x growth. Fitted by
/// bench/quality-auto/fit to 25 photos (WebP and JPEG XL: 16) at five sizes (AVIF and JPEG XL: at two): what it says of
/// a photo that it was not fitted to is off by 4.5 points (WebP), 3.3 (AVIF) and 6.2 (JPEG XL; standard deviations),
/// where the typical quality is off by 8.
struct Weights {
  double constant;
  double of_hardness;
  double of_growth;
};
constexpr Weights kJpegWeights = {-0.008, 1.010, 0.036};
constexpr Weights kWebpWeights = {0.393, 0.906, 0.068};
constexpr Weights kAvifWeights = {0.349, 0.842, 0.015};
constexpr Weights kJxlWeights = {0.228, 0.923, 0.030};

const Weights& weights_of(Format format) {
  switch (format) {
    case Format::kJpeg:
      return kJpegWeights;
    case Format::kAvif:
      return kAvifWeights;
    case Format::kJxl:
      return kJxlWeights;
    default:
      return kWebpWeights;
  }
}

/// What so many quick encodings of a sample lead to, the first of them at `first`.
Result<int> sampled_quality(const PictureView& sample, Format format, double floor, int first, int trials) {
  const Trials made = TRY(Trials::of(sample, format, Effort::kFast));
  QualityBracket bracket(format, floor);
  int quality = first;
  for (int i = 0; i < trials && !bracket.exhausted(); ++i) {
    bracket.add(TRY(made.at(quality)).candidate);
    if (!bracket.exhausted()) quality = bracket.next_quality();
  }
  return quality;
}

}  // namespace

Result<double> hardness_of(const PictureView& sample) {
  Picture flat;
  if (sample.channels == 4) flat = flattened_on_white(sample);
  const Trials trials = TRY(Trials::of(sample.channels == 4 ? flat.view() : sample, Format::kJpeg, Effort::kFast));
  return log_of_error(TRY(trials.at(kMiddlingQuality)).candidate.score);
}

int quality_for(Format format, double floor, double hardness, double growth) {
  const Weights& weights = weights_of(format);
  const double at_middling = weights.constant + weights.of_hardness * hardness + weights.of_growth * growth;
  const double quality = quality_of_log_error(format, log_of_error(floor) - at_middling);
  return std::clamp(static_cast<int>(std::lround(quality)), kLowestQuality, kHighestQuality);
}

Result<int> guess_quality(const PictureView& picture, Format format, double floor) {
  const Picture sample = sample_tiles(picture);
  const double floor_of_sample = floor + sample_bias(format, picture);
  const bool whole = stands_for_itself(picture);
  if (format == Format::kJpeg && !whole) {
    const int typical = quality_for(format, floor_of_sample, kMiddlingHardness, 0);
    return sampled_quality(sample.view(), format, floor_of_sample, typical, 2);
  }
  const int guess = quality_for(format, floor, TRY(hardness_of(sample.view())), sample_growth(picture));
  return whole ? guess : sampled_quality(sample.view(), format, floor_of_sample, guess, 1);
}

}  // namespace pictor::image
