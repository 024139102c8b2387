#include "image/render/watermark_pictures.h"

#include <algorithm>
#include <string>

#include "image/operations/stamp.h"
#include "image/orient.h"

namespace pictor::image {
namespace {

std::unexpected<Error> blamed(Error error) {
  error.field = "watermark";
  error.message = "the watermark: " + error.message;
  return std::unexpected(std::move(error));
}

Result<ResizedPictures> decoded(Bytes file, const ProbeOutcome& probed, const std::vector<ShownTarget>& targets) {
  const std::unique_ptr<PictureSource> source = TRY(open_picture(file, probed, decode_target_for(targets)));
  return ResizedPictures::from(*source, targets, [](double) {});
}

}  // namespace

Result<WatermarkPictures> WatermarkPictures::from(Bytes file, const Plan& plan, const Layout& layout) {
  WatermarkPictures made;
  made.target_of_.resize(plan.renditions.size());
  const auto is_marked = [](const RenditionSpec& spec) { return spec.operations.watermark.version != 0; };
  if (std::ranges::none_of(plan.renditions, is_marked)) return made;
  if (file.empty()) return fail_parameter("watermark", "there is no watermark");
  const Result<ProbeOutcome> probed = probe(file, plan.limits);
  if (!probed) return blamed(probed.error());
  const Size shown{probed->facts.width, probed->facts.height};
  std::vector<ShownTarget> targets;
  for (std::size_t i = 0; i < plan.renditions.size(); ++i) {
    if (!is_marked(plan.renditions[i])) continue;
    const Size size = stamp_size(shown, layout.placements[i].canvas, plan.renditions[i].operations.watermark);
    made.target_of_[i] = targets.size();
    targets.push_back({{.region = {}, .size = swapped_if_turned(size, probed->orientation)}, probed->orientation});
  }
  Result<ResizedPictures> pictures = decoded(file, *probed, targets);
  if (!pictures) return blamed(pictures.error());
  made.pictures_ = std::move(*pictures);
  return made;
}

std::optional<PictureView> WatermarkPictures::of(std::size_t rendition) const {
  const std::optional<std::size_t> target = target_of_[rendition];
  return target ? std::optional(pictures_->of(*target)) : std::nullopt;
}

}  // namespace pictor::image
