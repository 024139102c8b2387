#pragma once

#include <memory>

#include "app/deps.h"
#include "image/plan.h"
#include "model/image.h"

namespace pictor::app {

/// A picture made from an image, and its bytes.
struct Rendition {
  ImageThumbnail facts;
  std::shared_ptr<blobs::Blob> blob;
};

enum class Keep {
  kWithinQuota,  ///< kept while the image has fewer renditions than the limit, else made and handed out only
  kAlways,       ///< asked for by somebody who may write
};

/// The rendition of `image` by `spec`: the stored one, or made now. Errors: as codec::Codec::render;
/// kStorageUnavailable.
Result<Rendition> obtain_rendition(Deps& deps, const Image& image, const image::RenditionSpec& spec, Keep keep,
                                   codec::Lane lane, Deadline deadline, CancelToken cancel);

}  // namespace pictor::app
