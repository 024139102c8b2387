#include "model/job.h"

namespace pictor {

std::string_view to_string(JobKind kind) {
  switch (kind) {
    case JobKind::kProcess:
      return "process";
    case JobKind::kConvert:
      return "convert";
    case JobKind::kUpgrade:
      return "upgrade";
  }
  return "process";
}

std::string_view to_string(JobStatus status) {
  switch (status) {
    case JobStatus::kQueued:
      return "queued";
    case JobStatus::kRunning:
      return "running";
    case JobStatus::kDone:
      return "done";
    case JobStatus::kFailed:
      return "failed";
    case JobStatus::kCancelled:
      return "cancelled";
  }
  return "failed";
}

std::optional<JobKind> job_kind_from(std::string_view text) {
  for (auto k : {JobKind::kProcess, JobKind::kConvert, JobKind::kUpgrade})
    if (text == to_string(k)) return k;
  return std::nullopt;
}

std::optional<JobStatus> job_status_from(std::string_view text) {
  for (auto s : {JobStatus::kQueued, JobStatus::kRunning, JobStatus::kDone, JobStatus::kFailed, JobStatus::kCancelled})
    if (text == to_string(s)) return s;
  return std::nullopt;
}

}  // namespace pictor
