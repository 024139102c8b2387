#include "image/render/gain_map_pictures.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/container/container_strips.h"
#include "image/orient.h"

namespace pictor::image {
namespace {

/// A map is smooth, and 255 steps of it span the stops of a whole picture.
constexpr EncodeSettings kMapSettings{.quality = 80, .effort = Effort::kFast};

/// Whether a rendition is its source's picture and nothing else: cut, scaled, turned, sharper, but neither blurred nor
/// laid on or under anything the map knows nothing of.
bool follows_source(const RenditionSpec& spec, const Placement& placement) {
  return spec.format == Format::kJpeg && spec.operations.blur == 0 && spec.operations.watermark.version == 0 &&
         placement.canvas == placement.scaled;
}

/// What cameras write is a quarter or a half of the picture's sides; a denser map would double a thumbnail's bytes.
constexpr double kDensest = 0.5;

/// As large beside its rendition as the whole map is beside the whole picture, but for kDensest, and never enlarged.
int scaled_side(int rendition, int map, int picture, double share) {
  const auto most = std::max(1, static_cast<int>(std::lround(map * share)));
  const double density = std::min(kDensest, static_cast<double>(map) / picture);
  return std::clamp(static_cast<int>(std::lround(rendition * density)), 1, most);
}

/// The targets of a map of `map` pixels to those of its picture of `stored` pixels.
ShownTarget on_map(ShownTarget target, Size map, Size stored) {
  const Region& region = target.stored.region;
  Size& size = target.stored.size;
  size = {scaled_side(size.width, map.width, stored.width, region.width),
          scaled_side(size.height, map.height, stored.height, region.height)};
  return target;
}

Result<ResizedPictures> decoded(Bytes map, const ProbeOutcome& probed, const std::vector<ShownTarget>& targets) {
  const std::unique_ptr<PictureSource> source = TRY(open_picture(map, probed, decode_target_for(targets)));
  return ResizedPictures::from(*source, targets, [](double) {}, Averaging::kLevels);
}

}  // namespace

GainMapPictures GainMapPictures::from(Bytes file, const ProbeOutcome& probed, const Plan& plan, const Layout& layout) {
  std::vector<std::optional<std::size_t>> places(plan.renditions.size() + 1);
  std::vector<ShownTarget> targets;
  const auto add = [&](std::size_t place, std::size_t target) {
    places[place] = targets.size();
    targets.push_back(layout.targets[target]);
  };
  if (probed.facts.format != Format::kJpeg) return {};
  for (std::size_t i = 0; i < plan.renditions.size(); ++i) {
    if (follows_source(plan.renditions[i], layout.placements[i])) add(i, i);
  }
  if (layout.optimized) add(plan.renditions.size(), *layout.optimized);
  if (targets.empty()) return {};

  const std::optional<GainMap> found = find_gain_map(file, plan.limits);
  if (!found) return {};
  Result<EncodedBytes> map = strip_jpeg_and_profile(found->file);
  if (!map) return {};
  const Result<ProbeOutcome> map_probed = probe(*map, plan.limits);
  if (!map_probed) return {};
  const Size size{map_probed->facts.width, map_probed->facts.height};
  const Size stored = swapped_if_turned({probed.facts.width, probed.facts.height}, probed.orientation);
  if (size.width > stored.width || size.height > stored.height) return {};
  for (ShownTarget& target : targets) target = on_map(target, size, stored);
  Result<ResizedPictures> pictures = decoded(*map, *map_probed, targets);
  if (!pictures) return {};

  GainMapPictures made;
  made.parameters_ = found->parameters;
  made.map_ = *std::move(map);
  made.pictures_ = *std::move(pictures);
  made.targets_ = std::move(places);
  return made;
}

std::optional<std::size_t> GainMapPictures::target_of(std::size_t rendition) const {
  return pictures_ ? targets_[rendition] : std::nullopt;
}

Result<EncodedBytes> GainMapPictures::with_map_of(Bytes jpeg, std::size_t target) const {
  return with_gain_map(jpeg, TRY(encode_jpeg(pictures_->of(target), kMapSettings)), parameters_);
}

Result<EncodedBytes> GainMapPictures::put_behind(EncodedBytes jpeg, std::size_t rendition) const {
  const std::optional<std::size_t> target = target_of(rendition);
  return target ? with_map_of(jpeg, *target) : std::move(jpeg);
}

Result<void> GainMapPictures::put_behind(Optimized& optimized, Bytes source) const {
  if (!pictures_ || optimized.outcome.rendition.format != Format::kJpeg) return {};
  EncodedBytes file = optimized.outcome.stripped_copy ? with_gain_map(optimized.file, map_, parameters_)
                                                      : TRY(with_map_of(optimized.file, *targets_.back()));
  if (file.size() > source.size()) return {};
  optimized.file = std::move(file);
  optimized.outcome.rendition.bytes = static_cast<std::int64_t>(optimized.file.size());
  return {};
}

}  // namespace pictor::image
