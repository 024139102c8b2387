#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace pictor::http {

/// A flag that is raised once, from any thread, and tells one listener. What a waiting request sleeps on.
/// Listeners are called under the lock: they must be quick and must not come back to the signal.
class Signal {
 public:
  void raise() {
    std::lock_guard lock(mutex_);
    if (std::exchange(raised_, true)) return;
    if (listener_) listener_();
  }
  /// `listener` is called once, from the raising thread, or at once when the flag is up already.
  void listen(std::function<void()> listener) {
    std::lock_guard lock(mutex_);
    listener_ = std::move(listener);
    if (raised_) listener_();
  }
  /// After it returns the listener is not running, is not called any more and is destroyed.
  void ignore() {
    std::lock_guard lock(mutex_);
    listener_ = nullptr;
  }

 private:
  std::mutex mutex_;
  bool raised_ = false;
  std::function<void()> listener_;
};

/// Lets go of a signal at the end of a scope.
class Listening {
 public:
  Listening(Signal& signal, std::function<void()> listener) : signal_(signal) { signal.listen(std::move(listener)); }
  ~Listening() { signal_.ignore(); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  Signal& signal_;
};

}  // namespace pictor::http
