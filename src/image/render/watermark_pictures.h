#pragma once

#include <optional>
#include <vector>

#include "image/render/layout.h"
#include "image/render/resized_pictures.h"

namespace pictor::image {

/// The watermark of a plan's renditions, each at its stamp_size(): one decode of its (first) picture, under the same
/// limits as the image itself.
class WatermarkPictures {
 public:
  /// `file` may be empty where no rendition has a watermark. Errors: those of probe() and open_picture(), with the
  /// field `watermark`; kInvalidParameter where one is wanted and there is none.
  static Result<WatermarkPictures> from(Bytes file, const Plan& plan, const Layout& layout);

  /// None where the rendition has no watermark.
  std::optional<PictureView> of(std::size_t rendition) const;

 private:
  std::optional<ResizedPictures> pictures_;
  std::vector<std::optional<std::size_t>> target_of_;
};

}  // namespace pictor::image
