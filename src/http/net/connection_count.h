#pragma once

#include <condition_variable>
#include <mutex>

#include "base/clock.h"

namespace pictor::http {

/// How many connections are open, over all loops. Any thread.
class ConnectionCount {
 public:
  explicit ConnectionCount(int limit) : limit_(limit) {}
  /// Counts one more; false when that would pass the limit.
  bool try_add() {
    std::lock_guard lock(mutex_);
    if (open_ >= limit_) return false;
    ++open_;
    return true;
  }
  void remove() {
    std::lock_guard lock(mutex_);
    if (--open_ == 0) none_.notify_all();
  }
  int open() const {
    std::lock_guard lock(mutex_);
    return open_;
  }
  /// Blocks until none is open; false when `deadline` comes first.
  bool wait_for_none(Deadline deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [this] { return open_ == 0; });
  }

 private:
  const int limit_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  int open_ = 0;
};

}  // namespace pictor::http
