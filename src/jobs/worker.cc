#include "jobs/worker.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "jobs/alarm.h"
#include "jobs/running_jobs.h"
#include "observe/log.h"

namespace pictor::jobs {
namespace {

/// Before the queue is asked again when the database could not answer.
constexpr std::chrono::seconds kDatabasePause{5};

/// `<node>:<boot nonce>`: the node is for people, the nonce makes it differ from every other worker's.
std::string new_holder(RandomSource& random) {
  std::array<char, 65> node{};
  ::gethostname(node.data(), node.size() - 1);
  std::array<std::uint8_t, 8> nonce{};
  random.fill(nonce);
  return std::string(node.data()) + ":" + to_hex(nonce);
}

/// Uniform in [0, 1).
double draw_jitter(RandomSource& random) {
  std::array<std::uint8_t, 4> raw{};
  random.fill(raw);
  const std::uint32_t drawn = (raw[0] << 24u) | (raw[1] << 16u) | (raw[2] << 8u) | raw[3];
  return static_cast<double>(drawn) / 4294967296.0;
}

/// What a job did not survive. A warning, not an error: mostly it is its input that is bad.
void log_failure(std::string_view event, const Lease& lease, const Error& error) {
  observe::log(observe::Level::kWarning, event,
               {{"job", lease.job.id.str()},
                {"tenant", lease.job.tenant.str()},
                {"image", lease.job.image.str()},
                {"attempt", lease.job.attempts},
                {"code", to_string(error.code)},
                {"message", error.message},
                {"cause", error.cause}});
}

}  // namespace

struct Worker::Impl {
  Impl(sql::Database& d, const Clock& c, RandomSource& r, WorkerOptions o, Hooks h)
      : database(d), clock(c), random(r), options(o), hooks(std::move(h)), holder(new_holder(r)) {}

  /// What one look at the queue found: a job, or when to look again.
  struct Look {
    std::optional<Lease> lease;
    std::optional<Time> next_due;
  };

  /// Threads that take the same jobs, where they wait for some.
  struct Crew {
    Wanted wanted;
    Alarm alarm;
  };

  void work(Crew& crew);
  std::optional<Lease> next_lease(Crew& crew);
  Result<Look> look(Wanted wanted);
  Deadline when_to_look(const Time& due) const;

  void run(Lease lease);
  Result<void> attempt(RunningJobs::Run& run);
  ImageProcessingJob settle(const RunningJobs::Run& run, const Result<void>& outcome);
  ImageProcessingJob give_back(const Lease& lease);
  ImageProcessingJob note_failure(const Lease& lease, const Error& error);

  void keep_leases();
  void renew(std::vector<RunningJobs::Snapshot>& running);

  sql::Database& database;
  const Clock& clock;
  RandomSource& random;
  const WorkerOptions options;
  const Hooks hooks;
  const std::string holder;
  Crew prompt{.wanted = Wanted::kPrompt, .alarm = {}};
  Crew upgrades{.wanted = Wanted::kUpgrades, .alarm = {}};
  RunningJobs running;
  std::mutex stopping;  // one stop() at a time
  std::vector<std::thread> workers;
  std::thread keeper;
};

void Worker::Impl::work(Crew& crew) {
  while (std::optional<Lease> lease = next_lease(crew)) run(*std::move(lease));
}

std::optional<Lease> Worker::Impl::next_lease(Crew& crew) {
  while (!crew.alarm.closed()) {
    const Alarm::Mark mark = crew.alarm.mark();
    Result<Look> found = look(crew.wanted);
    if (found && found->lease) {
      crew.alarm.ring();  // there may be more, for another thread
      return std::move(found->lease);
    }
    if (!found) observe::log_error("jobs.queue_unreachable", found.error());
    std::optional<Deadline> until;
    if (!found) until = std::chrono::steady_clock::now() + kDatabasePause;
    if (found && found->next_due) until = when_to_look(*found->next_due);
    crew.alarm.wait(mark, until);
  }
  return std::nullopt;
}

Result<Worker::Impl::Look> Worker::Impl::look(Wanted wanted) {
  // Relaxed here and below: what a power failure takes back is only that a job was begun, and it is begun again.
  return database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<Look> {
    Look found;
    found.lease = TRY(lease_next(session, wanted, holder, clock.now(), options.lease));
    if (!found.lease) found.next_due = TRY(next_due(session, wanted));
    return found;
  });
}

Deadline Worker::Impl::when_to_look(const Time& due) const {
  // At least a millisecond: what is due now but was not given to us is in the hands of another worker.
  return std::chrono::steady_clock::now() + std::max(due - clock.now(), std::chrono::milliseconds(1));
}

void Worker::Impl::run(Lease lease) {
  std::optional<ImageProcessingJob> left;
  {
    RunningJobs::Run run(running, std::move(lease));
    // Asked only now that stop() can see the job: one that stop() does not wait for is not begun.
    left = prompt.alarm.closed() ? give_back(run.lease()) : settle(run, attempt(run));
  }
  hooks.ended(*left);
}

Result<void> Worker::Impl::attempt(RunningJobs::Run& run) {
  // Only leases that ran out bring a job past its last try: whoever takes it dies, so nobody shall any more.
  if (run.lease().job.attempts > options.retry.max_attempts)
    return fail(ErrorCode::kInternal, "processing was interrupted too often");
  return hooks.handle({.lease = run.lease(), .cancel = run.cancel_token(), .progress = [&run](double progress) {
                         run.set_progress(progress);
                       }});
}

ImageProcessingJob Worker::Impl::settle(const RunningJobs::Run& run, const Result<void>& outcome) {
  if (!outcome)
    return run.cancel_token().stop_requested() ? give_back(run.lease()) : note_failure(run.lease(), outcome.error());
  ImageProcessingJob done = run.lease().job;
  done.status = JobStatus::kDone;
  done.progress = 1;
  return done;
}

ImageProcessingJob Worker::Impl::give_back(const Lease& lease) {
  const ImageProcessingJob& job = lease.job;
  auto left = database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<ImageProcessingJob> {
    TRY_VOID(release(session, lease, clock.now()));
    return find(session, job.tenant, job.id);
  });
  if (left) return *std::move(left);
  if (left.error().code != ErrorCode::kNotFound)
    observe::log_error("jobs.release_failed", left.error(), {{"job", job.id.str()}});
  ImageProcessingJob gone = job;
  gone.status = JobStatus::kCancelled;
  return gone;
}

ImageProcessingJob Worker::Impl::note_failure(const Lease& lease, const Error& error) {
  ImageProcessingJob job = lease.job;
  const bool crashed = hooks.is_crash(error);
  const Time now = clock.now();
  job.crashes += crashed ? 1 : 0;
  std::optional<Time> retry_at;
  if (!hooks.is_permanent(error))
    retry_at = retry_time(options.retry, job.attempts, job.crashes, now, draw_jitter(random));
  job.status = retry_at ? JobStatus::kQueued : JobStatus::kFailed;
  job.run_after = retry_at.value_or(job.run_after);
  job.error_code = to_string(error.code);
  job.error_message = error.message;

  // A reason that clients are told must still be there after a power failure.
  const auto durability = retry_at ? sql::Durability::kRelaxed : sql::Durability::kAcknowledged;
  auto noted = database.write(durability, [&](sql::Session& session) -> Result<void> {
    TRY_VOID(fail_attempt(session, lease, error, crashed, retry_at, now));
    if (!retry_at) return hooks.dead(session, job, error);
    return {};
  });
  if (noted) {
    log_failure(retry_at ? "jobs.attempt_failed" : "jobs.given_up", lease, error);
    return job;
  }
  if (noted.error().code == ErrorCode::kCancelled) return give_back(lease);  // no longer ours: tells what it became
  observe::log_error("jobs.failure_not_noted", noted.error(), {{"job", job.id.str()}});
  return lease.job;  // still running, as far as the database knows, until its lease runs out
}

void Worker::Impl::keep_leases() {
  while (running.wait_to_renew(options.heartbeat)) {
    std::vector<RunningJobs::Snapshot> snapshot = running.snapshot();
    if (!snapshot.empty()) renew(snapshot);
  }
}

void Worker::Impl::renew(std::vector<RunningJobs::Snapshot>& renewed) {
  std::vector<CancelSource> lost;
  auto done = database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    for (RunningJobs::Snapshot& one : renewed)
      if (!TRY(heartbeat(session, one.lease, one.progress, clock.now(), options.lease))) lost.push_back(one.cancel);
    return {};
  });
  // Not renewed is not yet lost: whoever takes the job makes our end of it be refused.
  if (!done) observe::log_error("jobs.heartbeat_failed", done.error());
  for (CancelSource& cancel : lost) cancel.request_stop();
}

Worker::Worker(sql::Database& database, const Clock& clock, RandomSource& random, WorkerOptions options, Hooks hooks)
    : impl_(std::make_unique<Impl>(database, clock, random, options, std::move(hooks))) {}

Worker::~Worker() { stop(std::chrono::steady_clock::now()); }

void Worker::start() {
  for (int i = 0; i < impl_->options.concurrency; ++i)
    impl_->workers.emplace_back([this] { impl_->work(impl_->prompt); });
  impl_->workers.emplace_back([this] { impl_->work(impl_->upgrades); });
  impl_->keeper = std::thread([this] { impl_->keep_leases(); });
}

void Worker::wake() {
  impl_->prompt.alarm.ring();
  impl_->upgrades.alarm.ring();
}

void Worker::cancel(const ImageId& image) { impl_->running.cancel(image); }

void Worker::stop(Deadline deadline) {
  std::lock_guard lock(impl_->stopping);
  impl_->upgrades.alarm.close();
  impl_->prompt.alarm.close();
  if (!impl_->running.wait_until_none(deadline)) impl_->running.cancel_all();
  for (std::thread& worker : impl_->workers) worker.join();
  impl_->workers.clear();
  impl_->running.close();
  if (impl_->keeper.joinable()) impl_->keeper.join();
}

}  // namespace pictor::jobs
