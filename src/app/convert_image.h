#pragma once

#include "access/token.h"
#include "app/deps.h"
#include "delivery/transform.h"
#include "jobs/worker.h"
#include "model/image.h"
#include "model/job.h"

namespace pictor::app {

struct ConvertRequest {
  delivery::Transform transform;  ///< with a format
  bool replace = false;           ///< the result becomes the original: a new version, processed anew
};

struct Converted {
  ImageThumbnail rendition;
  Image image;  ///< with its new version when it was replaced
};

/// Makes one rendition, or answers the one that the same request made before. Errors: kForbidden when `replace` and not
/// the owner's, kInvalidParameter when `replace` and the format is none that originals may be of, and those of
/// read_rendition.
Result<Converted> convert_image(Deps& deps, const access::Principal& principal, const ImageId& id,
                                const ConvertRequest& request, Deadline deadline, CancelToken cancel);
/// The same as a durable job (`Prefer: respond-async`).
Result<ImageProcessingJob> enqueue_convert(Deps& deps, const access::Principal& principal, const ImageId& id,
                                           const ConvertRequest& request);
/// Handler of JobKind::kConvert.
Result<void> run_convert_job(Deps& deps, const jobs::JobContext& context);

}  // namespace pictor::app
