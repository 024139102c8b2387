#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "model/ids.h"

namespace pictor::app {

/// Tells who waits that an image has left `processing` (ready, failed or gone). In this process only. Any thread.
class ImageEvents {
 public:
  using Callback = std::function<void()>;
  /// Ends the subscription when destroyed. After its destructor returns the callback is not running and not called
  /// again.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(ImageEvents* events, std::uint64_t key) : events_(events), key_(key) {}
    Subscription(Subscription&& other) noexcept : events_(std::exchange(other.events_, nullptr)), key_(other.key_) {}
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription();

   private:
    ImageEvents* events_ = nullptr;
    std::uint64_t key_ = 0;
  };

  /// `callback` is called from the notifying thread, must be quick and must not call back into this object.
  Subscription subscribe(const ImageId& image, Callback callback);
  void notify(const ImageId& image);

 private:
  struct Waiter {
    ImageId image;
    Callback callback;
  };
  void unsubscribe(std::uint64_t key);
  std::mutex mutex_;
  std::uint64_t next_key_ = 1;
  std::map<std::uint64_t, Waiter> waiters_;
};

}  // namespace pictor::app
