#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/deps.h"
#include "image/plan.h"
#include "model/image.h"

namespace pictor::app {

/// What is to be made of an image.
struct RenditionOrder {
  image::RenditionSpec spec;
  std::optional<Image> watermark;  ///< of the same tenant; the spec has its watermark_version()
};

/// A picture made from an image, and its bytes.
struct Rendition {
  ImageThumbnail facts;
  std::shared_ptr<blobs::Blob> blob;
  bool provisional = false;  ///< made fast; a job is to replace it by a smaller one (docs/adr/0006)
};

enum class Keep {
  kWithinQuota,  ///< kept while the image has fewer renditions than the limit, else made and handed out only
  kAlways,       ///< asked for by somebody who may write
};

/// One picture made of the original, not kept. Errors: as codec::Codec::render.
Result<codec::Rendered> render_one(Deps& deps, const Image& image, const RenditionOrder& order, codec::Lane lane,
                                   Deadline deadline, CancelToken cancel);

/// What the catalog is to know of a picture that was made by `spec`.
ImageThumbnail facts_of(const std::string& spec, const image::RenditionOutcome& made);

/// The rendition of `image` by `order`: the stored one (its upgrade if there is one), or made now. One that is kept and
/// can be upgraded gets a job for that, once. Errors: as codec::Codec::render;
/// kStorageUnavailable.
Result<Rendition> obtain_rendition(Deps& deps, const Image& image, const RenditionOrder& order, Keep keep,
                                   codec::Lane lane, Deadline deadline, CancelToken cancel);

}  // namespace pictor::app
