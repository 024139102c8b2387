#include "jobs/queue.h"

#include <gmock/gmock.h>

#include <map>
#include <mutex>
#include <thread>

#include "contract/jobs/queue_under_test.h"

namespace pictor::jobs {
namespace {

using std::chrono::milliseconds;
using test::must;

constexpr milliseconds kLease{30'000};
const Error kBroken{.code = ErrorCode::kCorruptImage, .message = "the image ends too early", .cause = "secret"};

class QueueContract : public test::QueueTest {
 protected:
  std::optional<Lease> lease(const std::string& holder = "here") {
    return must(write(
        [&](sql::Session& session) { return lease_next(session, Wanted::kPrompt, holder, clock.now(), kLease); }));
  }
  bool beat(const Lease& held, double progress = 0.5) {
    return must(write([&](sql::Session& session) { return heartbeat(session, held, progress, clock.now(), kLease); }));
  }
  Result<void> complete(const Lease& held) {
    return write([&](sql::Session& session) { return jobs::complete(session, held, clock.now()); });
  }
  Result<void> fail_at(const Lease& held, std::optional<Time> retry_at, bool crashed = false) {
    return write(
        [&](sql::Session& session) { return fail_attempt(session, held, kBroken, crashed, retry_at, clock.now()); });
  }
  void release(const Lease& held) {
    must(write([&](sql::Session& session) { return jobs::release(session, held, clock.now()); }));
  }
  void cancel(int number) {
    must(write([&](sql::Session& session) { return cancel_for_image(session, demo, image(number), clock.now()); }));
  }
  std::optional<Time> due() {
    return must(read([](sql::Session& session) { return next_due(session, Wanted::kPrompt); }));
  }
};

TEST_P(QueueContract, ReadsBackEveryColumnOfAJob) {
  enqueue(job(1));
  const ImageProcessingJob found = find(1);
  EXPECT_EQ(found.id, job_id(1));
  EXPECT_EQ(found.tenant, demo);
  EXPECT_EQ(found.image, image(2));
  EXPECT_EQ(found.kind, JobKind::kConvert);
  EXPECT_EQ(found.payload, R"({"n":1})");
  EXPECT_EQ(found.status, JobStatus::kQueued);
  EXPECT_EQ(found.attempts, 0);
  EXPECT_EQ(found.crashes, 0);
  EXPECT_EQ(found.progress, 0);
  EXPECT_EQ(found.run_after, clock.now());
  EXPECT_EQ(found.created_at, clock.now());
  EXPECT_EQ(found.updated_at, clock.now());
}

TEST_P(QueueContract, AnotherTenantDoesNotFindAJob) {
  enqueue(job(1));
  const auto found = read([&](sql::Session& session) { return jobs::find(session, TenantId("other"), job_id(1)); });
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
}

TEST_P(QueueContract, TheOldestJobThatIsDueIsTakenFirst) {
  for (int number : {3, 1, 2}) {
    ImageProcessingJob later = job(number);
    later.run_after += milliseconds(number);
    enqueue(later);
  }
  EXPECT_EQ(lease(), std::nullopt) << "none is due yet";
  clock.advance(milliseconds(2));
  EXPECT_EQ(lease()->job.id, job_id(1));
  EXPECT_EQ(lease()->job.id, job_id(2));
  EXPECT_EQ(lease(), std::nullopt) << "the third is not due";
}

TEST_P(QueueContract, ALeaseSaysWhoHasItAndCountsTheAttempt) {
  enqueue(job(1));
  const Lease held = *lease("node:1");
  EXPECT_EQ(held.holder, "node:1");
  EXPECT_EQ(held.job.status, JobStatus::kRunning);
  EXPECT_EQ(held.job.attempts, 1);
  EXPECT_EQ(held.job.payload, R"({"n":1})");
  EXPECT_EQ(find(1).status, JobStatus::kRunning);
}

TEST_P(QueueContract, ALeaseThatRanOutIsTakenByAnotherAndItsFormerHolderIsRefused) {
  enqueue(job(1));
  const Lease stale = *lease("dead");
  clock.advance(kLease - milliseconds(1));
  EXPECT_EQ(lease("other"), std::nullopt);
  clock.advance(milliseconds(1));
  const auto taken = lease("other");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->job.attempts, 2);
  EXPECT_EQ(complete(stale).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(fail_at(stale, std::nullopt).error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(beat(stale));
  release(stale);
  EXPECT_EQ(find(1).status, JobStatus::kRunning) << "and changed nothing";
  EXPECT_TRUE(complete(*taken));
}

TEST_P(QueueContract, TheSameHolderIsRefusedWhenItTookTheJobAgain) {
  enqueue(job(1));
  const Lease stale = *lease("node:1");
  clock.advance(kLease);
  const Lease again = *lease("node:1");
  EXPECT_FALSE(complete(stale));
  EXPECT_TRUE(complete(again));
}

TEST_P(QueueContract, AHeartbeatKeepsTheLeaseAndNotesProgress) {
  enqueue(job(1));
  const Lease held = *lease();
  for (int i = 0; i < 3; ++i) {
    clock.advance(kLease - milliseconds(1));
    EXPECT_TRUE(beat(held, 0.25 * (i + 1)));
    EXPECT_EQ(lease("other"), std::nullopt);
  }
  EXPECT_EQ(find(1).progress, 0.75);
}

TEST_P(QueueContract, ACompletedJobIsDoneOnce) {
  enqueue(job(1));
  const Lease held = *lease();
  must(complete(held));
  EXPECT_EQ(find(1).status, JobStatus::kDone);
  EXPECT_EQ(find(1).progress, 1);
  EXPECT_EQ(complete(held).error().code, ErrorCode::kCancelled);
  clock.advance(kLease * 2);
  EXPECT_EQ(lease(), std::nullopt);
}

TEST_P(QueueContract, ACompletionThatIsRefusedUndoesTheTransactionItIsPartOf) {
  enqueue(job(1));
  const Lease stale = *lease();
  cancel(2);
  const auto refused = write([&](sql::Session& session) -> Result<void> {
    TRY_VOID(session.execute("UPDATE images SET status = 'ready'"));
    return jobs::complete(session, stale, clock.now());
  });
  EXPECT_EQ(refused.error().code, ErrorCode::kCancelled);
  const auto ready =
      must(read([](sql::Session& session) { return session.query("SELECT id FROM images WHERE status = 'ready'"); }));
  EXPECT_TRUE(ready.empty());
}

TEST_P(QueueContract, AFailedTryIsMadeAgainAtItsTime) {
  enqueue(job(1));
  must(fail_at(*lease(), clock.now() + milliseconds(500), true));
  const ImageProcessingJob failed = find(1);
  EXPECT_EQ(failed.status, JobStatus::kQueued);
  EXPECT_EQ(failed.crashes, 1);
  EXPECT_EQ(failed.error_code, "corrupt_image");
  EXPECT_EQ(failed.error_message, "the image ends too early");
  EXPECT_EQ(failed.run_after, clock.now() + milliseconds(500));
  EXPECT_EQ(lease(), std::nullopt);
  clock.advance(milliseconds(500));
  const Lease second = *lease();
  EXPECT_EQ(second.job.attempts, 2);
  EXPECT_EQ(second.job.crashes, 1);
  must(complete(second));
  EXPECT_EQ(find(1).error_code, "") << "what it overcame is no longer its error";
}

TEST_P(QueueContract, AJobThatIsGivenUpKeepsItsReasonAndNeverRunsAgain) {
  enqueue(job(1));
  must(fail_at(*lease(), std::nullopt));
  EXPECT_EQ(find(1).status, JobStatus::kFailed);
  EXPECT_EQ(find(1).error_code, "corrupt_image");
  clock.advance(kLease * 100);
  EXPECT_EQ(lease(), std::nullopt);
}

TEST_P(QueueContract, AReleasedJobIsQueuedAtOnceAndItsAttemptNotCounted) {
  enqueue(job(1));
  release(*lease());
  EXPECT_EQ(find(1).status, JobStatus::kQueued);
  EXPECT_EQ(lease()->job.attempts, 1);
}

TEST_P(QueueContract, ReclaimingFreesEveryLeaseAndNothingElse) {
  for (int number : {1, 2, 3}) enqueue(job(number));
  must(complete(*lease("dead")));
  const Lease held = *lease("dead");
  const auto reclaimed = write([&](sql::Session& session) { return reclaim_all(session, clock.now()); });
  EXPECT_EQ(must(reclaimed), 1);
  EXPECT_EQ(complete(held).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(find(1).status, JobStatus::kDone);
  EXPECT_EQ(lease()->job.id, job_id(2));
  EXPECT_EQ(find(2).attempts, 1);
}

TEST_P(QueueContract, CancelledJobsNeverRunAndRunningOnesLoseTheirLease) {
  enqueue(job(1));
  enqueue(job(10));  // the same image
  enqueue(job(2));
  const Lease held = *lease();
  cancel(2);
  EXPECT_EQ(find(1).status, JobStatus::kCancelled);
  EXPECT_EQ(find(10).status, JobStatus::kCancelled);
  EXPECT_FALSE(beat(held));
  EXPECT_FALSE(complete(held));
  clock.advance(kLease * 2);
  EXPECT_EQ(lease()->job.id, job_id(2));
  EXPECT_EQ(lease(), std::nullopt);
}

TEST_P(QueueContract, CancellingLeavesWhatHasEndedAsItEnded) {
  enqueue(job(1));
  must(complete(*lease()));
  cancel(2);
  EXPECT_EQ(find(1).status, JobStatus::kDone);
}

TEST_P(QueueContract, JobsGoWithTheirImage) {
  enqueue(job(1));
  const Lease held = *lease();
  must(write(
      [&](sql::Session& session) { return session.execute("DELETE FROM images WHERE id = :id", {image(2).str()}); }));
  EXPECT_FALSE(beat(held));
  EXPECT_EQ(read([&](sql::Session& s) { return jobs::find(s, demo, job_id(1)); }).error().code, ErrorCode::kNotFound);
}

TEST_P(QueueContract, TellsWhenTheNextJobMayBecomeDue) {
  EXPECT_EQ(due(), std::nullopt);
  ImageProcessingJob later = job(1);
  later.run_after += milliseconds(700);
  enqueue(later);
  EXPECT_EQ(due(), later.run_after);
  clock.advance(milliseconds(700));
  const Lease held = *lease();
  EXPECT_EQ(due(), clock.now() + kLease) << "when the lease runs out";
  must(complete(held));
  EXPECT_EQ(due(), std::nullopt);
}

TEST_P(QueueContract, TheBacklogCountsWhatWaitsAndWhatRuns) {
  ImageProcessingJob later = job(3);
  later.run_after += milliseconds(1'000'000);
  for (const ImageProcessingJob& each : {job(1), job(2), later, job(4)}) enqueue(each);
  must(complete(*lease()));
  (void)lease();
  const Time first = clock.now();
  clock.advance(milliseconds(5));
  const Backlog counted = must(read([&](sql::Session& session) { return backlog(session, clock.now()); }));
  EXPECT_EQ(counted.queued, 2);
  EXPECT_EQ(counted.running, 1);
  EXPECT_EQ(counted.oldest_due, first);
}

TEST_P(QueueContract, AnEmptyBacklogHasNoOldest) {
  const Backlog counted = must(read([&](sql::Session& session) { return backlog(session, clock.now()); }));
  EXPECT_EQ(counted.queued + counted.running, 0);
  EXPECT_EQ(counted.oldest_due, std::nullopt);
}

TEST_P(QueueContract, OnlyFinishedJobsThatAreOldAreRemoved) {
  for (int number : {1, 2, 3, 4}) enqueue(job(number));
  must(complete(*lease()));
  clock.advance(milliseconds(10));
  must(fail_at(*lease(), std::nullopt));
  (void)lease();
  const auto removed = [&](Time before) {
    return must(write([&](sql::Session& session) { return remove_finished(session, before); }));
  };
  EXPECT_EQ(removed(clock.now()), 1);
  EXPECT_EQ(removed(clock.now() + milliseconds(1)), 1);
  EXPECT_EQ(find(3).status, JobStatus::kRunning);
  EXPECT_EQ(find(4).status, JobStatus::kQueued);
}

TEST_P(QueueContract, UpgradesAreTakenApart) {
  ImageProcessingJob upgrade = job(1);
  upgrade.kind = JobKind::kUpgrade;
  enqueue(upgrade);
  clock.advance(milliseconds(10));
  enqueue(job(2));
  const auto take = [&](Wanted wanted) {
    return must(write([&](sql::Session& session) { return lease_next(session, wanted, "one", clock.now(), kLease); }));
  };
  const auto next = [&](Wanted wanted) {
    return must(read([&](sql::Session& session) { return next_due(session, wanted); }));
  };
  EXPECT_EQ(next(Wanted::kPrompt), clock.now());
  EXPECT_EQ(next(Wanted::kUpgrades), clock.now() - milliseconds(10));
  EXPECT_EQ(take(Wanted::kPrompt)->job.id, job_id(2));
  EXPECT_FALSE(take(Wanted::kPrompt));
  EXPECT_EQ(take(Wanted::kUpgrades)->job.id, job_id(1));
  EXPECT_FALSE(take(Wanted::kUpgrades));
}

TEST_P(QueueContract, NoTwoWorkersEverHoldTheSameJob) {
  for (int number = 1; number <= 60; ++number) enqueue(job(number));
  const auto other_process = open_another();
  std::mutex mutex;
  std::map<std::string, int> taken;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 6; ++i)
      workers.emplace_back([&, i] {
        sql::Database& mine = i % 2 ? database() : *other_process;
        for (;;) {
          const auto held = must(mine.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
            return lease_next(session, Wanted::kPrompt, std::to_string(i), clock.now(), kLease);
          }));
          if (!held) return;
          std::lock_guard lock(mutex);
          ++taken[held->job.id.str()];
        }
      });
  }
  EXPECT_EQ(taken.size(), 60u);
  for (const auto& [id, times] : taken) EXPECT_EQ(times, 1) << id;
}

INSTANTIATE_TEST_SUITE_P(Engines, QueueContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::jobs
