#include "sql/sqlite/writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace pictor::sql::sqlite {
namespace {

/// Pages of 4 KiB that the log may hold before it is copied into the database.
constexpr int kCheckpointPages = 1000;

}  // namespace

struct Writer::Pending {
  Durability durability;
  const Work& work;
  Result<void> outcome{};
  bool answered = false;
  std::condition_variable answer{};
};

Writer::Writer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), checkpoint_at_(kCheckpointPages), thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  thread_.join();
  // The log is emptied so that the database is one file again. Where another process still reads it this fails, and the
  // next to open the database finds the log; either way nothing is lost.
  (void)connection_->run_once("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<void> Writer::run(Durability durability, const Work& work) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    std::fprintf(stderr, "sql: a write was asked for inside a write\n");
    std::abort();
  }
  Pending pending{.durability = durability, .work = work};
  std::unique_lock lock(mutex_);
  queue_.push_back(&pending);
  arrived_.notify_one();
  pending.answer.wait(lock, [&] { return pending.answered; });
  return std::move(pending.outcome);
}

void Writer::loop() {
  std::vector<Pending*> group;
  for (;;) {
    group.clear();
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return !queue_.empty() || closing_; });
      if (queue_.empty()) return;
      group.swap(queue_);
    }
    if (auto committed = commit_group(group); !committed) {
      if (connection_->in_transaction()) (void)connection_->execute("ROLLBACK");  // the first error is the telling one
      for (Pending* pending : group) pending->outcome = committed;
    }
    answer(group);
    checkpoint_when_due();
  }
}

Result<void> Writer::commit_group(std::vector<Pending*>& group) {
  const bool flushing = std::ranges::any_of(
      group, [](const Pending* pending) { return pending->durability == Durability::kAcknowledged; });
  TRY_VOID(set_flushing(flushing));
  TRY_VOID(connection_->execute("BEGIN IMMEDIATE"));
  for (std::size_t next = 0; next < group.size(); ++next) {
    TRY_VOID(run_in_savepoint(*group[next]));
    if (flushing && next + 1 == group.size()) take_arrived(group);
  }
  TRY_VOID(connection_->execute("COMMIT"));
  return {};
}

Result<void> Writer::run_in_savepoint(Pending& pending) {
  TRY_VOID(connection_->execute("SAVEPOINT work"));
  pending.outcome = pending.work(*connection_);
  if (!connection_->in_transaction())
    return fail(ErrorCode::kStorageUnavailable, "the catalog cannot be written at the moment",
                "the engine undid the transaction: " + (pending.outcome ? "" : pending.outcome.error().cause));
  if (!pending.outcome) TRY_VOID(connection_->execute("ROLLBACK TO work"));
  TRY_VOID(connection_->execute("RELEASE work"));
  return {};
}

Result<void> Writer::set_flushing(bool flushing) {
  if (flushing == flushing_) return {};
  TRY_VOID(connection_->run_once(flushing ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
  flushing_ = flushing;
  return {};
}

void Writer::take_arrived(std::vector<Pending*>& group) {
  std::lock_guard lock(mutex_);
  group.insert(group.end(), queue_.begin(), queue_.end());
  queue_.clear();
}

void Writer::answer(const std::vector<Pending*>& group) {
  std::lock_guard lock(mutex_);
  for (Pending* pending : group) {
    pending->answered = true;
    pending->answer.notify_one();  // under the lock: the waiter destroys it as soon as it may look
  }
}

void Writer::checkpoint_when_due() {
  const int pages = connection_->log_pages();
  if (pages < kCheckpointPages) checkpoint_at_ = kCheckpointPages;
  if (pages < checkpoint_at_) return;
  // A long read can keep the log from starting over: then the next try comes a whole step later, not at every commit.
  checkpoint_at_ = pages + kCheckpointPages;
  // What cannot be copied now stays in the log, safe; a disk that fails says so at the next commit.
  (void)connection_->run_once("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace pictor::sql::sqlite
