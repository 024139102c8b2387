#include "image/metric/ssimulacra2.h"

#include <algorithm>
#include <vector>

#include "image/metric/compared_scale.h"
#include "image/metric/linear_light.h"
#include "image/metric/score.h"

namespace pictor::image {
namespace {

using metric::kMinSide;

/// Backgrounds that pictures with alpha are judged on, in linear light.
constexpr std::array kBackgrounds = {0.1F, 0.9F};

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

/// Feeds row `y` of `picture` over `background` to either kind of scale.
template <class Scale>
void feed(Scale& largest, const MetricPicture& picture, int y, float background) {
  metric::linearize_row(picture, y, background, largest.incoming());
  largest.take_row();
}

double score_of(const metric::ComparedScale& largest) {
  metric::ScaleErrors errors;
  for (const metric::ComparedScale* scale = &largest; scale; scale = scale->next()) errors.push_back(scale->errors());
  return metric::score(errors);
}

double score_over(const metric::ReferenceScale& reference, const MetricPicture& distorted, float background) {
  metric::ComparedScale compared(reference);
  for (int y = 0; y < distorted.height; ++y) feed(compared, distorted, y, background);
  return score_of(compared);
}

/// Both in step, so that of neither more than the blur's rows is kept.
double score_over(const MetricPicture& original, const MetricPicture& distorted, float background) {
  metric::ReferenceScale reference(original.width, original.height, 0, metric::Keep::kWindow);
  metric::ComparedScale compared(reference);
  for (int y = 0; y < distorted.height; ++y) {
    feed(reference, original, y, background);
    feed(compared, distorted, y, background);
  }
  return score_of(compared);
}

Result<void> check_same_size(int width, int height, const MetricPicture& distorted) {
  TRY_VOID(check_picture(distorted));
  if (distorted.width == width && distorted.height == height) return {};
  return fail(ErrorCode::kInvalidParameter, "the metric needs two pictures of the same size");
}

}  // namespace

MetricPicture for_metric(const PictureView& picture) {
  return {.pixels = {picture.pixels, picture.size()},
          .width = picture.width,
          .height = picture.height,
          .channels = picture.channels,
          .stride = picture.stride()};
}

MetricReference::MetricReference(int width, int height) : width_(width), height_(height) {}
MetricReference::MetricReference(MetricReference&&) noexcept = default;
MetricReference& MetricReference::operator=(MetricReference&&) noexcept = default;
MetricReference::~MetricReference() = default;

Result<MetricReference> MetricReference::prepare(const MetricPicture& picture) {
  TRY_VOID(check_picture(picture));
  MetricReference reference(picture.width, picture.height);
  // An opaque picture is the same on every background.
  const std::size_t backgrounds = metric::is_opaque(picture) ? 1 : kBackgrounds.size();
  for (std::size_t i = 0; i < backgrounds; ++i) {
    auto& scale = reference.over_.emplace_back(
        std::make_unique<metric::ReferenceScale>(picture.width, picture.height, 0, metric::Keep::kWhole));
    for (int y = 0; y < picture.height; ++y) feed(*scale, picture, y, kBackgrounds[i]);
  }
  return reference;
}

Result<double> MetricReference::score(const MetricPicture& distorted) const {
  TRY_VOID(check_same_size(width_, height_, distorted));
  if (over_.size() == 1 && metric::is_opaque(distorted)) return score_over(*over_.front(), distorted, 0);
  double lowest = 100;
  for (std::size_t i = 0; i < kBackgrounds.size(); ++i) {
    lowest = std::min(lowest, score_over(*over_[std::min(i, over_.size() - 1)], distorted, kBackgrounds[i]));
  }
  return lowest;
}

Result<double> ssimulacra2(const MetricPicture& reference, const MetricPicture& distorted) {
  TRY_VOID(check_picture(reference));
  TRY_VOID(check_same_size(reference.width, reference.height, distorted));
  if (metric::is_opaque(reference) && metric::is_opaque(distorted)) return score_over(reference, distorted, 0);
  return std::min(score_over(reference, distorted, kBackgrounds[0]), score_over(reference, distorted, kBackgrounds[1]));
}

}  // namespace pictor::image
