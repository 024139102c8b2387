#pragma once

#include <chrono>
#include <functional>

#include "base/random.h"
#include "cdn/outbox.h"
#include "cdn/token_bucket.h"

namespace pictor::cdn {

struct DispatchOptions {
  std::chrono::milliseconds coalesce{1'000};          ///< how long purges wait for others to be sent with
  std::chrono::milliseconds frugal_coalesce{10'000};  ///< the same once the month's budget is spent
  int max_items = 1'000;                              ///< in a batch
  double items_per_second = 1'000;                    ///< sent in the long run; as many at once
  int in_flight_items = 3'000;                        ///< accepted and not carried out yet
  int in_flight_wildcards = 15;
  std::int64_t monthly_items = 0;              ///< budget; 0: none
  std::chrono::milliseconds min_delay{1'000};  ///< before a batch that failed is sent again, doubled each time
  std::chrono::milliseconds max_delay{60'000};
  std::chrono::milliseconds settings_delay{600'000};  ///< the same where other settings are needed
  std::chrono::milliseconds question{10'000};         ///< between questions about what was accepted
  std::chrono::milliseconds idle{2'000};              ///< between looks for purges that other processes left
  std::chrono::seconds call_timeout{15};
  /// Told of each purge before the cache is: another process may have left it, and what this one still has in memory
  /// must not be fetched by the cache as the new picture.
  std::function<void(const std::string& item)> forget_here = [](const std::string&) {};
};

/// Carries the purges of one target from the outbox to the cache. Nothing leaves the outbox before the cache has
/// confirmed it: after a crash, whatever was under way is sent again as the same batch. One thread at a time.
class Dispatcher {
 public:
  Dispatcher(sql::Database& database, PurgeTarget& target, const Clock& clock, RandomSource& random,
             const DispatchOptions& options);

  /// Once, before the first step(): what waited out an error is tried at once, for settings may have changed.
  Result<void> start();
  /// Does what is due; answers when something may be due again. Errors: those of the database.
  Result<Time> step();

 private:
  Result<std::optional<Time>> form_batch(const std::vector<StoredBatch>& stored);
  int room(const std::vector<StoredBatch>& stored);
  StoredBatch make_batch(std::vector<Purge> purges, std::size_t allowed, int wildcards, Time oldest);
  Result<void> charge(sql::Session& session, std::int64_t items);
  void tell_budget(std::int64_t used, std::int64_t added) const;

  Result<void> advance(StoredBatch stored);
  Result<void> send(StoredBatch stored);
  Result<void> ask(StoredBatch stored);
  Result<void> finish(const StoredBatch& stored);
  Result<void> keep(const StoredBatch& stored, const std::string& error);
  Result<void> wait_for_settings(StoredBatch stored, const Error& error);
  Result<void> try_later(StoredBatch stored, const Error& error);
  Result<void> replace(const StoredBatch& stored, std::vector<BatchItem> items, const Error& error);
  std::chrono::milliseconds delay(int attempts);
  std::string new_id();
  std::vector<BatchItem> everything() const;

  sql::Database& database_;
  PurgeTarget& target_;
  const Clock& clock_;
  RandomSource& random_;
  const DispatchOptions options_;
  const std::string name_;
  TokenBucket tokens_;
};

}  // namespace pictor::cdn
