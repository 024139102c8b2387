#include "image/operations/analysis.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/operations/saliency.h"
#include "image/orient.h"
#include "image/resize/cascade.h"

namespace pictor::image {
namespace {

bool is_trimmed(const RenditionSpec& spec) { return spec.operations.trim.has_value(); }
bool is_smart(const RenditionSpec& spec) {
  return spec.fit == Fit::kCover && spec.operations.gravity == Gravity::kSmart;
}

}  // namespace

Result<Analysis> analyse(Bytes file, const Plan& plan, const ProbeOutcome& probed) {
  Analysis analysis;
  const bool trims = std::ranges::any_of(plan.renditions, is_trimmed);
  const bool smart = std::ranges::any_of(plan.renditions, is_smart);
  if (!trims && !smart) return analysis;
  const Size stored = swapped_if_turned({probed.facts.width, probed.facts.height}, probed.orientation);
  const Size small = fit_inside(stored, {kAnalysisSide, kAnalysisSide});
  const DecodeTarget scaled{.min_width = small.width, .min_height = small.height};
  const std::unique_ptr<PictureSource> source = TRY(open_picture(file, probed, trims ? DecodeTarget{} : scaled));
  const PictureShape& shape = source->shape();
  std::vector<CascadeTarget> targets;
  if (smart) targets.push_back({.region = {}, .size = small});
  if (trims) analysis.borders.emplace(shape.width, shape.channels);
  Cascade cascade(shape, targets);
  const PixelBuffer row(static_cast<std::size_t>(shape.width) * shape.channels);
  for (int y = 0; y < shape.height; ++y) {
    TRY_VOID(source->read_row(row.bytes()));
    if (trims) analysis.borders->add_row(row.bytes());
    if (smart) cascade.push(row.bytes(), source->lost_variance());
  }
  TRY_VOID(source->finish());
  if (smart) analysis.small = std::move(cascade.pictures().front());
  return analysis;
}

}  // namespace pictor::image
