#pragma once

#include "app/deps.h"
#include "jobs/worker.h"

namespace pictor::app {

/// The job that makes everything of a new image, or of one with new bytes. It names the version it is for: what comes
/// of it is dropped when the image has another by then.
ImageProcessingJob make_processing_job(Deps& deps, const Image& image);

/// Handler of JobKind::kProcess: renders thumbnails, optimized version and placeholder from one decode, publishes them
/// and marks the image ready. Idempotent: a second run publishes the same names.
Result<void> process_image(Deps& deps, const jobs::JobContext& context);
/// Puts the reason on an image whose processing was given up for good.
Result<void> mark_failed(Deps& deps, sql::Session& session, const ImageProcessingJob& job, const Error& error);

}  // namespace pictor::app
