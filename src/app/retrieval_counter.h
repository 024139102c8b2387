#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>

#include "base/clock.h"
#include "catalog/retrievals.h"
#include "sql/database.h"

namespace pictor::app {

/// Counts what is delivered, in memory, and adds it to the catalog every second, on a thread of its own: a crash loses
/// at most that second. What could not be written stays and is tried again. Any thread may count.
class RetrievalCounter {
 public:
  /// `database` and `clock` outlive the counter.
  RetrievalCounter(sql::Database& database, const Clock& clock);
  ~RetrievalCounter();  ///< writes what is left
  RetrievalCounter(const RetrievalCounter&) = delete;
  RetrievalCounter& operator=(const RetrievalCounter&) = delete;

  /// Never blocks on the database. `preset` is empty where none was named.
  void count(const TenantId& tenant, const ImageId& image, std::string_view preset, std::int64_t bytes);
  /// Writes at once what has been counted.
  Result<void> flush();

 private:
  using Key = std::tuple<TenantId, catalog::Day, ImageId, std::string>;
  struct Sum {
    std::int64_t requests = 0;
    std::int64_t bytes = 0;
  };
  using Sums = std::map<Key, Sum>;

  void run(const std::stop_token& stop);
  void add(Sums counted);

  sql::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  Sums sums_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace pictor::app
