#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/random.h"
#include "jobs/queue.h"
#include "sql/database.h"

namespace pictor::jobs {

/// How a handler sees its job. `cancel` is requested when the job is cancelled, its lease lost, or the worker stops.
struct JobContext {
  const Lease& lease;
  CancelToken cancel;
  std::function<void(double)> progress;  ///< cheap: stored with the next heartbeat
};

/// Does a job. On success the handler has committed its result together with jobs::complete() in one transaction.
/// `crashed` errors are those for which `is_crash` says so.
using JobHandler = std::function<Result<void>(const JobContext&)>;
/// Told in the transaction that gives a job up for good, to put the reason on the image.
using DeadJobHandler = std::function<Result<void>(sql::Session&, const ImageProcessingJob&, const Error&)>;

struct WorkerOptions {
  int concurrency = 2;                         ///< jobs at a time, one thread each; and one for upgrades
  std::chrono::milliseconds lease{30'000};     ///< how soon another may take a job whose worker died
  std::chrono::milliseconds heartbeat{5'000};  ///< between renewals; several must fit into `lease`
  RetryPolicy retry;
};

/// Takes jobs and runs them. Woken by wake() or when the next job is due: it does not poll. A job runs at least once:
/// whatever the database refuses to note about its end, its lease runs out and it is taken again. One that was
/// interrupted (its holder died) more often than `max_attempts` is given up.
class Worker {
 public:
  struct Hooks {
    JobHandler handle;
    DeadJobHandler dead;
    std::function<bool(const Error&)> is_crash;
    /// Whether an error is final whatever the tries left: bad input stays bad.
    std::function<bool(const Error&)> is_permanent;
    /// Called after this worker let go of a job, outside any transaction. Its status says how: done, failed, queued
    /// again, cancelled, or running when another worker has it now.
    std::function<void(const ImageProcessingJob&)> ended;
  };
  Worker(sql::Database& database, const Clock& clock, RandomSource& random, WorkerOptions options, Hooks hooks);
  ~Worker();  ///< stop()
  void start();
  /// Something was enqueued, or the clock was moved. Any thread, cheap.
  void wake();
  /// Requests cancellation of what this worker runs for `image`.
  void cancel(const ImageId& image);
  /// Takes no more jobs, lets running ones finish until `deadline`, then cancels them and gives their leases back.
  /// Blocks until all threads have ended. May be called again; then it does nothing.
  void stop(Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pictor::jobs
