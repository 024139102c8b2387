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
constexpr double kFastSteps = 2;
constexpr double kHalfQuality = 50;
/// 0 would be lossless coding of planes that are not lossless.
constexpr int kFinest = 1;
constexpr int kCoarsest = 63;

}  // namespace

int avif_quantizer(const EncodeSettings& settings, Size size, double texture) {
  const double distance = 100.0 - settings.quality;
  const double side = std::max(size.width, size.height);
  const double nature = kStepsPerTexture * (texture - kMiddlingTexture) -
                        kStepsPerDoubledSide * std::log2(side / kMiddlingSide) -
                        (settings.effort == Effort::kFast ? kFastSteps : 0);
  // Towards the best quality the steps become smaller with what they are steps of.
  const double steps = kStepsPerQuality * distance +
                       std::clamp(nature, -kMostSteps, kMostSteps) * std::min(1.0, distance / kHalfQuality);
  return std::clamp(static_cast<int>(std::lround(steps)), kFinest, kCoarsest);
}

}  // namespace pictor::image
