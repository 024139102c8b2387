#include "image/render/resized_pictures.h"

#include "image/orient.h"

namespace pictor::image {
namespace {

constexpr int kRowsBetweenReports = 128;

}  // namespace

ResizedPictures::ResizedPictures(Cascade& cascade, std::size_t targets, Orientation orientation) {
  for (Picture& picture : cascade.pictures()) pictures_.push_back(orient(std::move(picture), orientation));
  for (std::size_t i = 0; i < targets; ++i) picture_of_.push_back(cascade.picture_of(i));
}

Result<ResizedPictures> ResizedPictures::from(PictureSource& source, std::span<const CascadeTarget> targets,
                                              Orientation orientation, const ProgressSink& progress) {
  const PictureShape& shape = source.shape();
  Cascade cascade(shape, targets);
  const PixelBuffer row(static_cast<std::size_t>(shape.width) * shape.channels);
  for (int y = 0; y < shape.height; ++y) {
    TRY_VOID(source.read_row(row.bytes()));
    cascade.push(row.bytes(), source.lost_variance());
    if (y % kRowsBetweenReports == 0) progress(static_cast<double>(y) / shape.height);
  }
  TRY_VOID(source.finish());
  return ResizedPictures(cascade, targets.size(), orientation);
}

ResizedPictures ResizedPictures::from(const PictureView& frame, std::span<const CascadeTarget> targets,
                                      Orientation orientation) {
  Cascade cascade({.width = frame.width,
                   .height = frame.height,
                   .channels = frame.channels,
                   .extent_width = static_cast<double>(frame.width),
                   .extent_height = static_cast<double>(frame.height)},
                  targets);
  for (int y = 0; y < frame.height; ++y) cascade.push({frame.row(y), frame.stride()});
  return {cascade, targets.size(), orientation};
}

}  // namespace pictor::image
