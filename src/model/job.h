#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/ids.h"

namespace pictor {

enum class JobKind { kProcess, kConvert, kUpgrade };
enum class JobStatus { kQueued, kRunning, kDone, kFailed, kCancelled };

std::string_view to_string(JobKind kind);      ///< `process`, `convert`, `upgrade`
std::string_view to_string(JobStatus status);  ///< `queued`, `running`, …
std::optional<JobKind> job_kind_from(std::string_view text);
std::optional<JobStatus> job_status_from(std::string_view text);

/// A piece of durable work on one image.
struct ImageProcessingJob {
  JobId id;
  TenantId tenant;
  ImageId image;
  JobKind kind = JobKind::kProcess;
  std::string payload;  ///< JSON object; what is to be done, read by the kind's handler alone
  JobStatus status = JobStatus::kQueued;
  int attempts = 0;     ///< times it was started
  int crashes = 0;      ///< codec processes it has killed: two make it poison
  double progress = 0;  ///< 0..1
  std::string error_code;
  std::string error_message;
  Time run_after{};  ///< not started before
  Time created_at{};
  Time updated_at{};
};

}  // namespace pictor
