#include "image/encode/avif_quantizer.h"

#include <algorithm>
#include <cmath>

#include "image/encode/texture.h"

namespace pictor::image {
namespace {

constexpr double kStepsPerQuality = 0.5;  ///< 25 at q50
constexpr double kStepsPerTexture = 1.1;
constexpr double kStepsPerDoubledSide = 1.5;
constexpr double kMiddlingSide = 600;
constexpr double kMostSteps = 8;  ///< that a picture's nature moves the quantizer by, at q50
/// What aom's fastest tools lose grows with the picture.
constexpr double kFastSteps = 3;
constexpr double kFastStepsPerDoubledSide = 2;
/// Stored pictures up to kMiddlingSide can afford it.
constexpr double kSmallSteps = 1;
constexpr double kHalfQuality = 50;
/// 0 would be lossless coding of planes that are not lossless.
constexpr int kFinest = 1;
constexpr int kCoarsest = 63;

/// By how many steps a picture is quantised finer than the scale says, for what its effort's tools lack.
double steps_of_effort(Effort effort, double doubled_sides) {
  if (effort == Effort::kFast) return kFastSteps + kFastStepsPerDoubledSide * std::max(0.0, doubled_sides);
  return std::clamp(1 - doubled_sides, 0.0, 1.0) * kSmallSteps;
}

}  // namespace

int avif_quantizer(const EncodeSettings& settings, Size size, double texture) {
  const double distance = 100.0 - settings.quality;
  const double doubled_sides = std::log2(std::max(size.width, size.height) / kMiddlingSide);
  const double nature = kStepsPerTexture * (texture - kMiddlingTexture) - kStepsPerDoubledSide * doubled_sides -
                        steps_of_effort(settings.effort, doubled_sides);
  // Towards the best quality the steps become smaller with what they are steps of.
  const double steps = kStepsPerQuality * distance +
                       std::clamp(nature, -kMostSteps, kMostSteps) * std::min(1.0, distance / kHalfQuality);
  return std::clamp(static_cast<int>(std::lround(steps)), kFinest, kCoarsest);
}

}  // namespace pictor::image
