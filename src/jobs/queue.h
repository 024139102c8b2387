#pragma once
// The durable queue: jobs are rows, taken by lease. Every function runs inside the caller's transaction.

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/job.h"
#include "sql/database.h"

namespace pictor::jobs {

/// When a failed try is made again, and when it is given up.
struct RetryPolicy {
  int max_attempts = 3;
  std::chrono::milliseconds base_delay{1000};  ///< doubled each try, drawn uniformly from 0 to that (full jitter)
  std::chrono::milliseconds max_delay{60'000};
  int max_crashes = 2;  ///< codec processes that one input may kill before it is poison
};

struct Lease {
  ImageProcessingJob job;
  std::string holder;  ///< who has it; a stale holder's completion is refused
};

/// Upgrades wait for nobody and nobody waits for them: they are taken apart, so that none of them keeps a worker from
/// a job that somebody waits for.
enum class Wanted { kPrompt, kUpgrades };

Result<void> enqueue(sql::Session& session, const ImageProcessingJob& job);
/// Takes the oldest of the wanted jobs that is due, or whose lease has run out; nullopt when there is none. Counts the
/// attempt: with the holder it names this lease, so that one that ran out is recognised even when the same holder took
/// the job again.
Result<std::optional<Lease>> lease_next(sql::Session& session, Wanted wanted, std::string_view holder, Time now,
                                        std::chrono::milliseconds lease_for);
/// Keeps a lease alive and notes progress. Answers false when the job was cancelled or taken by another: stop working.
Result<bool> heartbeat(sql::Session& session, const Lease& lease, double progress, Time now,
                       std::chrono::milliseconds lease_for);
/// Ends a job well. Errors: kCancelled when the lease is no longer ours: the transaction must be undone.
Result<void> complete(sql::Session& session, const Lease& lease, Time now);
/// Notes a failed try: queued again at `retry_at`, or for good when that is nullopt. Errors: kCancelled as complete().
Result<void> fail_attempt(sql::Session& session, const Lease& lease, const Error& error, bool crashed,
                          std::optional<Time> retry_at, Time now);
/// Gives a lease back untouched (shutdown): queued at once, the attempt not counted. Nothing happens when it is no
/// longer ours.
Result<void> release(sql::Session& session, const Lease& lease, Time now);
/// Every lease of an earlier process is free again, its attempt not counted. Only for a database that one server owns,
/// before its workers start. Answers how many.
Result<std::int64_t> reclaim_all(sql::Session& session, Time now);
/// Cancels the unfinished jobs of an image.
Result<void> cancel_for_image(sql::Session& session, const TenantId& tenant, const ImageId& image, Time now);
/// Errors: kNotFound.
Result<ImageProcessingJob> find(sql::Session& session, const TenantId& tenant, const JobId& id);
/// When the next of the wanted jobs, queued or leased, may become due; nullopt when nothing waits.
Result<std::optional<Time>> next_due(sql::Session& session, Wanted wanted);
/// Jobs waiting or running, for metrics and readiness: count and the age basis of the oldest that is due.
struct Backlog {
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::optional<Time> oldest_due;
};
Result<Backlog> backlog(sql::Session& session, Time now);
/// Removes finished jobs older than `before`. Answers how many.
Result<std::int64_t> remove_finished(sql::Session& session, Time before);

/// When try number `attempts` that failed at `now` is made again; nullopt when it is the last. `jitter` is in [0, 1).
/// Pure.
std::optional<Time> retry_time(const RetryPolicy& policy, int attempts, int crashes, Time now, double jitter);

}  // namespace pictor::jobs
