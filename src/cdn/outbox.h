#pragma once
// The durable outbox of purges: rows, written in the transaction that makes them necessary. Every function runs inside
// the caller's transaction.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cdn/purge_target.h"
#include "sql/database.h"

namespace pictor::cdn {

/// Where use cases leave their purges: for every target, or nowhere when there is none.
class Outbox {
 public:
  Outbox() = default;
  struct Target {
    std::string name;
    std::optional<std::chrono::seconds> repeat_after = {};
  };
  explicit Outbox(std::vector<Target> targets) : targets_(std::move(targets)) {}
  explicit Outbox(const std::vector<std::unique_ptr<PurgeTarget>>& targets);
  Result<void> add(sql::Session& session, const Purge& purge, Time now) const;

 private:
  std::vector<Target> targets_;
};

/// A batch as it is kept until the cache has carried it out.
struct StoredBatch {
  PurgeBatch batch;
  std::optional<std::string> receipt;  ///< set once it was accepted
  int attempts = 0;                    ///< sends or questions that failed since it last went well
  Time due{};                          ///< when to send it, or to ask about it
  Time oldest{};                       ///< when its oldest purge was committed
};

struct WaitingPurges {
  std::vector<Purge> purges;  ///< the oldest first
  Time oldest{};              ///< of the first
};

/// The oldest purges that wait for `target`, at most `limit`; repetitions once they are due.
Result<WaitingPurges> waiting_purges(sql::Session& session, const std::string& target, int limit, Time now);
/// Removes those purges, which become part of `batch`, due at once.
Result<void> put_batch(sql::Session& session, const std::string& target, std::span<const Purge> purges,
                       const StoredBatch& batch);
/// All batches of `target`, the oldest first.
Result<std::vector<StoredBatch>> stored_batches(sql::Session& session, const std::string& target);
/// Writes what may change of a batch: receipt, attempts, due; `error` is why it is where it is.
Result<void> update_batch(sql::Session& session, const std::string& target, const StoredBatch& batch,
                          const std::string& error);
Result<void> remove_batch(sql::Session& session, const std::string& target, const std::string& id);
/// Makes every batch of `target` due now: settings may have changed. Answers how many there are.
Result<std::int64_t> hasten_batches(sql::Session& session, const std::string& target, Time now);
/// Adds to what was used in `month` and answers the sum.
Result<std::int64_t> use_items(sql::Session& session, const std::string& target, const std::string& month,
                               std::int64_t items);
/// Forgets what waits for targets that are not among `targets`: nobody will carry it out. Answers how many rows.
Result<std::int64_t> forget_other_targets(sql::Session& session, std::span<const std::string> targets);

/// What waits for all targets, for metrics and people.
struct EdgeBacklog {
  std::int64_t waiting = 0;      ///< purges in no batch, without repetitions that are not due
  std::int64_t unsent = 0;       ///< batches that were not accepted yet
  std::int64_t in_progress = 0;  ///< batches that were
  std::optional<Time> oldest;    ///< of all of them
  std::string last_error;        ///< of the oldest unsent batch
};
Result<EdgeBacklog> edge_backlog(sql::Session& session, Time now);

}  // namespace pictor::cdn
