#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/deps.h"
#include "app/rendition.h"
#include "catalog/images.h"
#include "delivery/cache_tags.h"
#include "delivery/negotiation.h"
#include "delivery/transform.h"
#include "model/job.h"

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
  std::vector<delivery::CacheTag> tags;  ///< for edges; none: no edge may keep it
  TenantId tenant;
  ImageId image;
  std::string preset;  ///< `small@1`; empty: none was named
};

/// The original exactly as uploaded. Errors: kNotFound, kGone when it is in the trash.
Result<Content> read_original(Deps& deps, const TenantId& tenant, const ImageId& id);

/// Which picture of an image is wanted. Nothing set: the optimized version.
struct RenditionRequest {
  std::optional<std::string> preset;
  delivery::Transform transform;  ///< without a format: by `accept`
  delivery::AcceptedFormats accept;
  policy::Saving saving = policy::Saving::kNo;
};

/// Errors: kGone when it is in the trash, kConflict when its processing failed.
Result<void> require_readable(const Image& image);

/// Whether pictures of `format` may be asked for. Errors: kInvalidParameter for JPEG XL while the policy has it off.
Result<void> check_output(const policy::RenditionPolicy& policy, const std::optional<Format>& format);

/// What is to be rendered for a transform that no stored picture answers, in `format`: its box, and what else is in
/// pixels, multiplied by its dpr; what has no effect left at its default, so that one picture has one name. Pure.
image::RenditionSpec to_spec(const policy::RenditionPolicy& policy, const Image& image,
                             const delivery::Transform& transform, Format format, policy::Saving saving);

/// The same with the watermark that it names. Errors: those of find_watermark().
Result<RenditionOrder> to_order(Deps& deps, const Image& image, const delivery::Transform& transform, Format format,
                                policy::Saving saving = policy::Saving::kNo);

/// The one way from a request to a picture: a stored one, or one made now. Whoever keeps pictures, lets many wait for
/// one or refuses work stands around this. `details` are of an image that is require_readable(). Errors: kNotFound for
/// a preset, those of check_output(), find_watermark() and codec::Codec::render, kStorageUnavailable. Blocks; any
/// thread.
Result<Content> obtain_content(Deps& deps, const ImageDetails& details, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel);

/// The same of an image that is looked up. Errors: kNotFound, kGone, kInvalidParameter, kConflict when the image
/// failed, those of obtain_content(). Blocks; any thread.
Result<Content> read_rendition(Deps& deps, const TenantId& tenant, const ImageId& id, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel);

}  // namespace pictor::app
