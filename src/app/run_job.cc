#include "app/run_job.h"

#include "app/convert_image.h"
#include "app/process_image.h"
#include "app/upgrade_rendition.h"
#include "observe/metrics.h"

namespace pictor::app {
namespace {

Result<void> run(Deps& deps, const jobs::JobContext& context) {
  switch (context.lease.job.kind) {
    case JobKind::kProcess:
      return process_image(deps, context);
    case JobKind::kConvert:
      return run_convert_job(deps, context);
    case JobKind::kUpgrade:
      return upgrade_rendition(deps, context);
  }
  return fail(ErrorCode::kInternal, "unknown kind of job");
}

/// A codec process that dies or hangs on an input may do so on every try: two make the input poison.
bool is_crash(const Error& error) { return codec::is_codec_death(error) || error.code == ErrorCode::kDeadlineExceeded; }

bool is_permanent(const Error& error) {
  switch (error.code) {
    case ErrorCode::kStorageUnavailable:
    case ErrorCode::kOverloaded:
    case ErrorCode::kInternal:
    case ErrorCode::kCancelled:
    case ErrorCode::kDeadlineExceeded:
      return false;
    default:
      return !is_crash(error);
  }
}

}  // namespace

jobs::Worker::Hooks job_hooks(Deps& deps) {
  return {.handle = [&deps](const jobs::JobContext& context) { return run(deps, context); },
          .dead = [&deps](sql::Session& session, const ImageProcessingJob& job, const Error& error) -> Result<void> {
            // A conversion or an upgrade that cannot be made says nothing about the image.
            return job.kind == JobKind::kProcess ? mark_failed(deps, session, job, error) : Result<void>{};
          },
          .is_crash = is_crash,
          .is_permanent = is_permanent,
          .ended =
              [&deps](const ImageProcessingJob& job) {
                observe::count("pictor_jobs_total",
                               {{"kind", to_string(job.kind)}, {"outcome", to_string(job.status)}});
                deps.events.notify(job.image);
              }};
}

}  // namespace pictor::app
