#include "image/render/resized_pictures.h"

#include <map>
#include <utility>

#include "image/orient.h"

namespace pictor::image {
namespace {

constexpr int kRowsBetweenReports = 128;

std::vector<CascadeTarget> stored_targets(std::span<const ShownTarget> targets) {
  std::vector<CascadeTarget> stored;
  stored.reserve(targets.size());
  for (const ShownTarget& target : targets) stored.push_back(target.stored);
  return stored;
}

}  // namespace

ResizedPictures::ResizedPictures(Cascade& cascade, Gamut gamut, std::span<const ShownTarget> targets)
    : picture_of_(targets.size()) {
  // Turned ones are copies and come first: what is shown as it is stored takes the cascade's own picture.
  for (const bool turned : {true, false}) {
    std::map<std::pair<std::size_t, Orientation>, std::size_t> made;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const Orientation orientation = targets[i].orientation;
      if ((orientation != Orientation::kNormal) != turned) continue;
      const std::size_t source = cascade.picture_of(i);
      const auto [place, is_new] = made.try_emplace({source, orientation}, pictures_.size());
      picture_of_[i] = place->second;
      if (!is_new) continue;
      Picture& picture = cascade.pictures()[source];
      pictures_.push_back(turned ? oriented_copy(picture.view(), orientation) : std::move(picture));
      pictures_.back().set_gamut(gamut);
    }
  }
}

Result<ResizedPictures> ResizedPictures::from(PictureSource& source, std::span<const ShownTarget> targets,
                                              const ProgressSink& progress, Averaging averaging) {
  const PictureShape& shape = source.shape();
  Cascade cascade(shape, stored_targets(targets), averaging);
  const PixelBuffer row(static_cast<std::size_t>(shape.width) * shape.channels);
  for (int y = 0; y < shape.height; ++y) {
    TRY_VOID(source.read_row(row.bytes()));
    cascade.push(row.bytes(), source.lost_variance());
    if (y % kRowsBetweenReports == 0) progress(static_cast<double>(y) / shape.height);
  }
  TRY_VOID(source.finish());
  return ResizedPictures(cascade, shape.gamut, targets);
}

ResizedPictures ResizedPictures::from(const PictureView& frame, std::span<const ShownTarget> targets) {
  Cascade cascade({.width = frame.width,
                   .height = frame.height,
                   .channels = frame.channels,
                   .extent_width = static_cast<double>(frame.width),
                   .extent_height = static_cast<double>(frame.height)},
                  stored_targets(targets));
  for (int y = 0; y < frame.height; ++y) cascade.push({frame.row(y), frame.stride()});
  return {cascade, frame.gamut, targets};
}

}  // namespace pictor::image
