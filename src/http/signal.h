#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace pictor::http {

/// A flag that is raised once, from any thread, and tells one listener. What a waiting request sleeps on.
class Signal {
 public:
  void raise() {
    std::function<void()> listener;
    {
      std::lock_guard lock(mutex_);
      if (std::exchange(raised_, true)) return;
      listener = std::move(listener_);
    }
    if (listener) listener();
  }
  /// `listener` is called once, from the raising thread, or at once when the flag is up already.
  void listen(std::function<void()> listener) {
    {
      std::lock_guard lock(mutex_);
      if (!raised_) {
        listener_ = std::move(listener);
        return;
      }
    }
    listener();
  }

 private:
  std::mutex mutex_;
  bool raised_ = false;
  std::function<void()> listener_;
};

}  // namespace pictor::http
