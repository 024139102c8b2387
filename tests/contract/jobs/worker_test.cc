#include "jobs/worker.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <latch>
#include <map>
#include <mutex>
#include <semaphore>
#include <thread>

#include "contract/jobs/queue_under_test.h"

namespace pictor::jobs {
namespace {

using std::chrono::milliseconds;
using test::must;
using testing::ElementsAre;

/// Long enough that only a bug reaches it.
constexpr std::chrono::seconds kPatience{30};

/// What a worker under test did, for the test to wait on.
class Ends {
 public:
  void note(const ImageProcessingJob& job) {
    std::lock_guard lock(mutex_);
    ended_.push_back(job);
    changed_.notify_all();
  }
  /// The first `count` ends, once there are as many.
  std::vector<ImageProcessingJob> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return ended_.size() >= count; })) << ended_.size();
    return ended_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ImageProcessingJob> ended_;
};

/// Blocks until the token is stopped; false when that takes too long.
bool wait_for_stop(const CancelToken& token) {
  std::binary_semaphore stopped(0);
  const std::stop_callback callback(token, [&] { stopped.release(); });
  return stopped.try_acquire_for(kPatience);
}

class WorkerContract : public test::QueueTest {
 protected:
  /// Hooks that complete every job, count crashes of kUnprocessable and find kCorruptImage final.
  Worker::Hooks hooks() {
    return {
        .handle = [this](const JobContext& context) { return complete(context); },
        .dead = [](sql::Session& session, const ImageProcessingJob& job, const Error& error) -> Result<void> {
          TRY_VOID(session.execute("UPDATE images SET status = 'failed', error_code = :code WHERE id = :id",
                                   {std::string(to_string(error.code)), job.image.str()}));
          return {};
        },
        .is_crash = [](const Error& error) { return error.code == ErrorCode::kUnprocessable; },
        .is_permanent = [](const Error& error) { return error.code == ErrorCode::kCorruptImage; },
        .ended = [this](const ImageProcessingJob& job) { ends.note(job); },
    };
  }
  Worker::Hooks hooks(JobHandler handle) {
    Worker::Hooks all = hooks();
    all.handle = std::move(handle);
    return all;
  }
  Result<void> complete(const JobContext& context) {
    return write([&](sql::Session& session) { return jobs::complete(session, context.lease, clock.now()); });
  }
  std::string image_status(int number) {
    const auto rows = must(read([&](sql::Session& session) {
      return session.query("SELECT status FROM images WHERE id = :id", {image(number).str()});
    }));
    return rows.at(0).text(0);
  }
  std::unique_ptr<Worker> start(Worker::Hooks with, WorkerOptions options = {}) {
    auto worker = std::make_unique<Worker>(database(), clock, random, options, std::move(with));
    worker->start();
    return worker;
  }
  static Deadline soon() { return std::chrono::steady_clock::now(); }
  static Deadline late() { return std::chrono::steady_clock::now() + kPatience; }

  test::CountingRandom random;
  Ends ends;
};

TEST_P(WorkerContract, RunsWhatWasQueuedBeforeItStartedAndWhatComesLater) {
  enqueue(job(1));
  const auto worker = start(hooks());
  EXPECT_EQ(ends.wait_for(1).at(0).id, job_id(1));
  enqueue(job(2));
  worker->wake();
  const auto ended = ends.wait_for(2);
  EXPECT_EQ(ended.at(1).id, job_id(2));
  EXPECT_EQ(ended.at(1).status, JobStatus::kDone);
  EXPECT_EQ(find(2).status, JobStatus::kDone);
}

TEST_P(WorkerContract, WakesForWhateverWasQueued) {
  const auto worker = start(hooks(), {.concurrency = 1});
  for (int number = 1; number <= 20; ++number) {
    ImageProcessingJob next = job(number);
    if (number % 3 == 0) next.kind = JobKind::kUpgrade;
    enqueue(next);
    worker->wake();
    ASSERT_EQ(ends.wait_for(static_cast<std::size_t>(number)).size(), static_cast<std::size_t>(number));
  }
}

TEST_P(WorkerContract, WakesByItselfWhenTheNextJobIsDue) {
  // On the machine's clock: a wake-up that nobody asks for is what is tested.
  const SystemClock machine;
  ImageProcessingJob later = job(1);
  later.run_after = machine.now() + milliseconds(50);
  enqueue(later);
  Worker worker(database(), machine, random, {}, hooks());
  worker.start();
  ends.wait_for(1);
  EXPECT_GE(machine.now(), later.run_after);
}

TEST_P(WorkerContract, RunsAsManyAtATimeAsItIsAllowed) {
  for (int number : {1, 2, 3}) enqueue(job(number));
  std::latch together(3);
  const auto worker = start(hooks([&](const JobContext& context) {
                              together.arrive_and_wait();
                              return complete(context);
                            }),
                            {.concurrency = 3});
  EXPECT_EQ(ends.wait_for(3).size(), 3u);
}

TEST_P(WorkerContract, RunsAnUpgradeWhileAllItsOtherThreadsAreBusyAndOneAtATime) {
  ImageProcessingJob upgrades[] = {job(2), job(3)};
  for (ImageProcessingJob& upgrade : upgrades) {
    upgrade.kind = JobKind::kUpgrade;
    enqueue(upgrade);
  }
  enqueue(job(1));
  std::latch both_run(2);
  std::atomic<int> at_a_time = 0;
  const auto worker = start(hooks([&](const JobContext& context) {
                              const bool upgrade = context.lease.job.kind == JobKind::kUpgrade;
                              EXPECT_LE(at_a_time += upgrade ? 1 : 0, 1);
                              if (context.lease.job.id != job_id(3)) both_run.arrive_and_wait();
                              at_a_time -= upgrade ? 1 : 0;
                              return complete(context);
                            }),
                            {.concurrency = 1});
  EXPECT_EQ(ends.wait_for(3).size(), 3U);
}

TEST_P(WorkerContract, TwoWorkersNeverRunTheSameJob) {
  constexpr int kJobs = 40;
  for (int number = 1; number <= kJobs; ++number) enqueue(job(number));
  std::mutex mutex;
  std::map<std::string, int> runs;
  const auto counting = [&](const JobContext& context) {
    {
      std::lock_guard lock(mutex);
      ++runs[context.lease.job.id.str()];
    }
    return complete(context);
  };
  const auto first = start(hooks(counting), {.concurrency = 3});
  const auto second = start(hooks(counting), {.concurrency = 3});
  ends.wait_for(kJobs);
  first->stop(late());
  second->stop(late());
  EXPECT_EQ(runs.size(), static_cast<std::size_t>(kJobs));
  for (const auto& [id, times] : runs) EXPECT_EQ(times, 1) << id;
}

TEST_P(WorkerContract, AFailedTryIsMadeAgainAndThenSucceeds) {
  enqueue(job(1));
  const auto worker = start(hooks([&](const JobContext& context) -> Result<void> {
    if (context.lease.job.attempts < 3) return fail(ErrorCode::kStorageUnavailable, "not now");
    return complete(context);
  }));
  for (std::size_t tries = 1; tries <= 2; ++tries) {
    EXPECT_EQ(ends.wait_for(tries).back().status, JobStatus::kQueued);
    clock.advance(std::chrono::minutes(1));
    worker->wake();
  }
  const auto ended = ends.wait_for(3);
  EXPECT_EQ(ended.back().status, JobStatus::kDone);
  EXPECT_EQ(find(1).attempts, 3);
}

TEST_P(WorkerContract, AfterTheLastTryTheReasonIsPutOnTheImage) {
  enqueue(job(1));
  const auto worker = start(hooks([](const JobContext&) { return fail(ErrorCode::kStorageUnavailable, "never"); }));
  for (std::size_t tries = 1; tries <= 2; ++tries) {
    ends.wait_for(tries);
    EXPECT_EQ(image_status(2), "processing");
    clock.advance(std::chrono::minutes(1));
    worker->wake();
  }
  const auto ended = ends.wait_for(3);
  EXPECT_EQ(ended.back().status, JobStatus::kFailed);
  EXPECT_EQ(ended.back().error_code, "storage_unavailable");
  EXPECT_EQ(find(1).status, JobStatus::kFailed);
  EXPECT_EQ(image_status(2), "failed");
}

TEST_P(WorkerContract, AnErrorThatIsFinalIsNotTriedAgain) {
  enqueue(job(1));
  const auto worker = start(hooks([](const JobContext&) { return fail(ErrorCode::kCorruptImage, "cut off"); }));
  EXPECT_EQ(ends.wait_for(1).at(0).status, JobStatus::kFailed);
  EXPECT_EQ(find(1).attempts, 1);
  EXPECT_EQ(image_status(2), "failed");
}

TEST_P(WorkerContract, AnInputThatKillsTwoCodecProcessesIsPoison) {
  enqueue(job(1));
  const auto worker = start(hooks([](const JobContext&) { return fail(ErrorCode::kUnprocessable, "crashed"); }),
                            {.retry = {.max_attempts = 9, .max_crashes = 2}});
  EXPECT_EQ(ends.wait_for(1).back().status, JobStatus::kQueued);
  clock.advance(std::chrono::minutes(1));
  worker->wake();
  EXPECT_EQ(ends.wait_for(2).back().status, JobStatus::kFailed);
  EXPECT_EQ(find(1).crashes, 2);
}

TEST_P(WorkerContract, AReasonThatCannotBePutOnTheImageLeavesTheJobToBeTakenAgain) {
  enqueue(job(1));
  Worker::Hooks failing = hooks([](const JobContext&) { return fail(ErrorCode::kCorruptImage, "cut off"); });
  failing.dead = [](sql::Session&, const ImageProcessingJob&, const Error&) -> Result<void> {
    return fail(ErrorCode::kStorageUnavailable, "no");
  };
  const auto worker = start(std::move(failing));
  ends.wait_for(1);
  EXPECT_EQ(find(1).status, JobStatus::kRunning);
}

TEST_P(WorkerContract, AJobWhoseHoldersKeepDyingIsGivenUp) {
  enqueue(job(1));
  const WorkerOptions options;
  for (int death = 0; death < options.retry.max_attempts; ++death) {
    const auto held = must(
        write([&](sql::Session& s) { return lease_next(s, Wanted::kPrompt, "dead", clock.now(), options.lease); }));
    ASSERT_TRUE(held);
    clock.advance(options.lease);
  }
  const auto worker = start(hooks());
  EXPECT_EQ(ends.wait_for(1).at(0).status, JobStatus::kFailed);
  EXPECT_EQ(image_status(2), "failed");
}

TEST_P(WorkerContract, ALeaseOfADeadProcessIsTakenWhenItRunsOut) {
  enqueue(job(1));
  const WorkerOptions options;
  must(write(
      [&](sql::Session& session) { return lease_next(session, Wanted::kPrompt, "dead", clock.now(), options.lease); }));
  const auto worker = start(hooks());
  clock.advance(options.lease);
  worker->wake();
  EXPECT_EQ(ends.wait_for(1).at(0).status, JobStatus::kDone);
}

TEST_P(WorkerContract, ProgressIsStoredWithTheHeartbeat) {
  enqueue(job(1));
  std::binary_semaphore go_on(0);
  const auto worker = start(hooks([&](const JobContext& context) {
                              context.progress(0.5);
                              EXPECT_TRUE(go_on.try_acquire_for(kPatience));
                              return complete(context);
                            }),
                            {.heartbeat = milliseconds(1)});
  const Deadline give_up = late();
  while (find(1).progress != 0.5) ASSERT_LT(std::chrono::steady_clock::now(), give_up);
  go_on.release();
  ends.wait_for(1);
}

TEST_P(WorkerContract, AHeartbeatThatFindsTheJobCancelledCancelsTheWork) {
  enqueue(job(1));
  const auto worker = start(
      hooks([&](const JobContext& context) -> Result<void> {
        must(write([&](sql::Session& session) { return cancel_for_image(session, demo, image(2), clock.now()); }));
        EXPECT_TRUE(wait_for_stop(context.cancel));
        return fail(ErrorCode::kCancelled, "given up");
      }),
      {.heartbeat = milliseconds(1)});
  EXPECT_EQ(ends.wait_for(1).at(0).status, JobStatus::kCancelled);
  EXPECT_EQ(find(1).status, JobStatus::kCancelled);
  EXPECT_EQ(image_status(2), "processing") << "nothing failed";
}

TEST_P(WorkerContract, CancellingAnImageStopsItsJobAtOnceAndNoOther) {
  enqueue(job(1));
  enqueue(job(2));
  std::latch both(3);
  const auto worker = start(hooks([&](const JobContext& context) -> Result<void> {
                              both.arrive_and_wait();
                              if (context.lease.job.image == image(3)) return complete(context);
                              EXPECT_TRUE(wait_for_stop(context.cancel));
                              return fail(ErrorCode::kCancelled, "given up");
                            }),
                            {.concurrency = 2});
  both.arrive_and_wait();
  must(write([&](sql::Session& session) { return cancel_for_image(session, demo, image(2), clock.now()); }));
  worker->cancel(image(2));
  ends.wait_for(2);
  EXPECT_EQ(find(1).status, JobStatus::kCancelled);
  EXPECT_EQ(find(2).status, JobStatus::kDone);
}

TEST_P(WorkerContract, AJobWhoseImageIsRemovedWhileItRunsEndsAsCancelled) {
  enqueue(job(1));
  const auto worker = start(hooks([&](const JobContext& context) -> Result<void> {
    must(write(
        [&](sql::Session& session) { return session.execute("DELETE FROM images WHERE id = :id", {image(2).str()}); }));
    return complete(context);
  }));
  EXPECT_EQ(ends.wait_for(1).at(0).status, JobStatus::kCancelled);
}

TEST_P(WorkerContract, StoppingLetsRunningJobsFinish) {
  enqueue(job(1));
  std::latch begun(1);
  std::binary_semaphore go_on(0);
  const auto worker = start(hooks([&](const JobContext& context) {
    begun.count_down();
    EXPECT_TRUE(go_on.try_acquire_for(kPatience));
    EXPECT_FALSE(context.cancel.stop_requested());
    return complete(context);
  }));
  begun.wait();
  const std::jthread other([&] { go_on.release(); });
  worker->stop(late());
  EXPECT_EQ(find(1).status, JobStatus::kDone);
}

TEST_P(WorkerContract, StoppingCancelsWhatIsStillRunningAtTheDeadlineAndGivesItBackUncounted) {
  enqueue(job(1));
  std::latch begun(1);
  const auto worker = start(hooks([&](const JobContext& context) -> Result<void> {
    begun.count_down();
    EXPECT_TRUE(wait_for_stop(context.cancel));
    return fail(ErrorCode::kCancelled, "given up");
  }));
  begun.wait();
  worker->stop(soon());
  EXPECT_EQ(find(1).status, JobStatus::kQueued);
  EXPECT_EQ(find(1).attempts, 0);
  worker->stop(soon());  // a second time does nothing
}

TEST_P(WorkerContract, AStoppedWorkerTakesNothing) {
  const auto worker = start(hooks());
  worker->stop(late());
  enqueue(job(1));
  worker->wake();
  EXPECT_EQ(find(1).status, JobStatus::kQueued);
}

INSTANTIATE_TEST_SUITE_P(Engines, WorkerContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::jobs
