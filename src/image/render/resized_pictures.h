#pragma once

#include <span>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/picture.h"
#include "image/probe.h"
#include "image/render.h"
#include "image/resize/cascade.h"

namespace pictor::image {

/// A picture to make of the stored one, and how it is turned to be shown.
struct ShownTarget {
  CascadeTarget stored;
  Orientation orientation = Orientation::kNormal;
};

/// The pictures of several targets, as they are shown. Equal targets share one picture.
class ResizedPictures {
 public:
  PictureView of(std::size_t target) const { return pictures_[picture_of_[target]].view(); }

  /// Reads `source` to its end; `progress` is told the share of rows that are done. Errors: those of the source.
  static Result<ResizedPictures> from(PictureSource& source, std::span<const ShownTarget> targets,
                                      const ProgressSink& progress, Averaging averaging = Averaging::kLight);
  /// From a picture in memory.
  static ResizedPictures from(const PictureView& frame, std::span<const ShownTarget> targets);

 private:
  ResizedPictures(Cascade& cascade, Gamut gamut, std::span<const ShownTarget> targets);

  std::vector<Picture> pictures_;
  std::vector<std::size_t> picture_of_;
};

}  // namespace pictor::image
