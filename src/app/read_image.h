#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/deps.h"
#include "catalog/images.h"
#include "delivery/negotiation.h"
#include "model/job.h"
#include "model/quality.h"

namespace pictor::app {

/// An image of the tenant, in the trash or not. Errors: kNotFound.
Result<ImageDetails> get_image(Deps& deps, const TenantId& tenant, const ImageId& id);

using ListQuery = catalog::ListQuery;
using ImagePage = catalog::ImagePage;
Result<ImagePage> list_images(Deps& deps, const TenantId& tenant, const ListQuery& query);

Result<ImageProcessingJob> get_job(Deps& deps, const TenantId& tenant, const JobId& id);

/// Bytes to deliver, and what their headers say.
struct Content {
  std::shared_ptr<blobs::Blob> blob;  ///< shared with the connection that sends it
  Format format = Format::kJpeg;
  std::string etag;         ///< strong, with its quotes
  std::string file_name;    ///< for Content-Disposition
  bool negotiated = false;  ///< the format depended on Accept
  /// A smaller encoding will be served under the same URL with another ETag: caches may keep this one briefly only.
  bool provisional = false;
  Time last_modified{};
};

/// The original exactly as uploaded. Errors: kNotFound, kGone when it is in the trash.
Result<Content> read_original(Deps& deps, const TenantId& tenant, const ImageId& id);

/// Which picture of an image is wanted. Nothing set: the optimized version.
struct RenditionRequest {
  std::optional<std::string> preset;
  std::optional<int> width;  ///< 1..16383 pixels
  std::optional<int> height;
  std::optional<image::Fit> fit;
  std::optional<Format> format;    ///< nullopt: by `accept`
  std::optional<Quality> quality;  ///< nullopt: the policy's
  double dpr = 1;                  ///< 0.5..8, multiplies width and height
  delivery::AcceptedFormats accept;
};

/// Errors: kGone when it is in the trash, kConflict when its processing failed.
Result<void> require_readable(const Image& image);

/// What is to be rendered for a request that no stored picture answers. Pure.
image::RenditionSpec to_spec(const policy::RenditionPolicy& policy, const Image& image, const RenditionRequest& request,
                             Format format);

/// A stored rendition, or one made now. Errors: kNotFound, kGone, kInvalidParameter, kConflict when the image failed,
/// those of codec::Codec::render. Blocks; any thread.
Result<Content> read_rendition(Deps& deps, const TenantId& tenant, const ImageId& id, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel);

}  // namespace pictor::app
