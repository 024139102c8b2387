#include <algorithm>
#include <cmath>

#include "jobs/queue.h"

namespace pictor::jobs {

// Full jitter: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter. Jobs that failed together, because one
// thing they all need was down, do not come back together.
std::optional<Time> retry_time(const RetryPolicy& policy, int attempts, int crashes, Time now, double jitter) {
  if (attempts >= policy.max_attempts || crashes >= policy.max_crashes) return std::nullopt;
  const double doubled = std::ldexp(static_cast<double>(policy.base_delay.count()), std::max(attempts - 1, 0));
  const double longest = std::min(doubled, static_cast<double>(policy.max_delay.count()));
  return now + std::chrono::milliseconds(static_cast<std::int64_t>(longest * jitter));
}

}  // namespace pictor::jobs
