#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <thread>

#include "base/clock.h"
#include "blobs/blob_store.h"
#include "catalog/rendition_uses.h"
#include "sql/database.h"

namespace pictor::app {

/// Holds the renditions that are made on request, of all images and tenants together, to a number of bytes: those go
/// that nobody has wanted for the longest time, until a tenth is free. They can all be made again. It works on a thread
/// of its own, which is woken when this process has kept too much: no request waits for it, and while it works there
/// may be more than the bound. What other processes keep is noticed by settle(). Any thread.
class RenditionBudget {
 public:
  /// `most` is in bytes; 0: everything is kept. The references outlive the budget.
  RenditionBudget(sql::Database& database, blobs::BlobStore& blobs, const Clock& clock, std::int64_t most);
  ~RenditionBudget();
  RenditionBudget(const RenditionBudget&) = delete;
  RenditionBudget& operator=(const RenditionBudget&) = delete;

  /// A rendition of so many bytes was stored. Never blocks on the database, nor does used().
  void kept(std::int64_t bytes);
  /// A stored one was handed out, and of the last time the catalog knows `noted`.
  void used(catalog::RenditionKey key, Time noted);

  /// Writes what was used, measures, and evicts what is too much. Answers how many renditions went. Errors: those of
  /// the database and the store.
  Result<std::int64_t> settle();

 private:
  struct Evicted {
    std::int64_t renditions = 0;
    std::int64_t bytes = 0;
  };
  void run(const std::stop_token& stop);
  bool is_over() const { return most_ > 0 && estimate_ > most_; }
  Result<void> wait_and_work(const std::stop_token& stop);
  Result<std::int64_t> write_and_evict();
  Result<void> write_uses();
  Result<std::int64_t> measure();
  Result<std::int64_t> evict(std::int64_t excess);
  Result<Evicted> evict_some(std::int64_t excess);

  sql::Database& database_;
  blobs::BlobStore& blobs_;
  const Clock& clock_;
  const std::int64_t most_;
  std::mutex settling_;  ///< held by who evicts
  std::mutex mutex_;     ///< guards what follows
  std::condition_variable_any wake_;
  std::int64_t estimate_ = 0;  ///< what was measured, and what was kept since
  std::set<catalog::RenditionKey> used_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace pictor::app
