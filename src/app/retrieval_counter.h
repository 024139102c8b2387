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
  /// Of a key, borrowed: what was counted before is found without copying its names.
  using KeyView = std::tuple<std::string_view, catalog::Day, std::string_view, std::string_view>;
  struct Before {
    using is_transparent = void;
    static KeyView view(const Key& key) {
      const auto& [tenant, day, image, preset] = key;
      return {tenant.str(), day, image.str(), preset};
    }
    static KeyView view(const KeyView& key) { return key; }
    bool operator()(const auto& a, const auto& b) const { return view(a) < view(b); }
  };
  struct Sum {
    std::int64_t requests = 0;
    std::int64_t bytes = 0;
  };
  using Sums = std::map<Key, Sum, Before>;

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
