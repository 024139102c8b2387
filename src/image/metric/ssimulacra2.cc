#include "image/metric/ssimulacra2.h"

#include <algorithm>

#include "image/metric/linear_light.h"
#include "image/metric/scale.h"
#include "image/metric/score.h"

namespace pictor::image {
namespace {

using metric::kMinSide;
using metric::kSides;

Result<void> check_picture(const MetricPicture& picture) {
  if (picture.width < kMinSide || picture.height < kMinSide) {
    return fail(ErrorCode::kInvalidParameter, "the metric needs pictures of at least 8x8 pixels");
  }
  if (picture.channels != 3 && picture.channels != 4) {
    return fail(ErrorCode::kInvalidParameter, "the metric needs 3 or 4 channels");
  }
  const std::size_t row_bytes = static_cast<std::size_t>(picture.width) * picture.channels;
  if (picture.stride < row_bytes || picture.pixels.size() < picture.stride * (picture.height - 1) + row_bytes) {
    return fail(ErrorCode::kInvalidParameter, "the pixels are fewer than the picture's size says");
  }
  return {};
}

double score_over(const std::array<const MetricPicture*, kSides>& pictures, float background) {
  metric::Scale largest(pictures[0]->width, pictures[0]->height);
  for (int y = 0; y < pictures[0]->height; ++y) {
    for (int side = 0; side < kSides; ++side) {
      metric::linearize_row(*pictures[side], y, background, largest.incoming(side));
    }
    largest.take_row();
  }
  metric::ScaleErrors errors;
  for (const metric::Scale* scale = &largest; scale; scale = scale->next()) errors.push_back(scale->errors());
  return metric::score(errors);
}

}  // namespace

Result<double> ssimulacra2(const MetricPicture& reference, const MetricPicture& distorted) {
  TRY_VOID(check_picture(reference));
  TRY_VOID(check_picture(distorted));
  if (reference.width != distorted.width || reference.height != distorted.height) {
    return fail(ErrorCode::kInvalidParameter, "the metric needs two pictures of the same size");
  }
  const std::array<const MetricPicture*, kSides> pictures = {&reference, &distorted};
  if (metric::is_opaque(reference) && metric::is_opaque(distorted)) return score_over(pictures, 0);
  constexpr float kDark = 0.1f, kLight = 0.9f;  // linear light
  return std::min(score_over(pictures, kDark), score_over(pictures, kLight));
}

}  // namespace pictor::image
