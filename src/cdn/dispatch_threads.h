#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "cdn/dispatcher.h"
#include "cdn/edge.h"

namespace pictor::cdn {

/// A dispatcher and its thread for every target of an edge, until this object ends: a cache that is down delays no
/// other. References outlive this.
class DispatchThreads {
 public:
  DispatchThreads(sql::Database& database, const Edge& edge, const Clock& clock, RandomSource& random,
                  const DispatchOptions& options);
  ~DispatchThreads();
  DispatchThreads(const DispatchThreads&) = delete;
  DispatchThreads& operator=(const DispatchThreads&) = delete;
  /// A purge was committed. Any thread, cheap.
  void wake();

 private:
  void run(const std::stop_token& stop, Dispatcher& dispatcher);

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::uint64_t wakes_ = 0;
  std::vector<std::unique_ptr<Dispatcher>> dispatchers_;
  std::vector<std::jthread> threads_;  ///< last: they use the others
};

}  // namespace pictor::cdn
