#pragma once

#include <optional>
#include <utility>

#include "image/geometry.h"
#include "image/picture.h"
#include "image/plan.h"

namespace pictor::image {

/// What the steps of one rendition go by.
struct StepContext {
  const RenditionSpec& spec;
  const Placement& placement;
  std::optional<PictureView> watermark;  ///< at its stamp_size()
};

/// A resized picture with everything done to it: borrowed where no step had anything to do.
class FinishedPicture {
 public:
  explicit FinishedPicture(const PictureView& resized) : view_(resized) {}
  PictureView view() const { return view_; }
  void become(Picture picture) {
    owned_ = std::move(picture);
    view_ = owned_.view();
  }

 private:
  Picture owned_;
  PictureView view_;
};

/// What has to be of sRGB, whatever the renditions are. Pure.
FinishedPicture in_srgb(const PictureView& picture);

/// Everything that happens to `resized` before it is encoded; see operations.h for the order. Pure.
FinishedPicture finish(const PictureView& resized, const StepContext& context);

}  // namespace pictor::image
