#pragma once

#include "app/deps.h"
#include "app/rendition.h"
#include "jobs/worker.h"
#include "model/image.h"

namespace pictor::app {

/// The job that makes the kept rendition of `image` by `order` again with small effort.
ImageProcessingJob make_upgrade_job(Deps& deps, const Image& image, const RenditionOrder& order);

/// Handler of JobKind::kUpgrade: puts policy::upgrade_of() the rendition in its place, under its own name; where that
/// is not smaller the bytes there are become final under the new name. Does nothing when the rendition is gone, was
/// upgraded, or belongs to bytes that were replaced, those of its watermark among them. May run any number of times.
Result<void> upgrade_rendition(Deps& deps, const jobs::JobContext& context);

}  // namespace pictor::app
