#include "app/image_events.h"

namespace pictor::app {

ImageEvents::Subscription& ImageEvents::Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    if (events_) events_->unsubscribe(key_);
    events_ = std::exchange(other.events_, nullptr);
    key_ = other.key_;
  }
  return *this;
}

ImageEvents::Subscription::~Subscription() {
  if (events_) events_->unsubscribe(key_);
}

ImageEvents::Subscription ImageEvents::subscribe(const ImageId& image, Callback callback) {
  std::lock_guard lock(mutex_);
  std::uint64_t key = next_key_++;
  waiters_.emplace(key, Waiter{image, std::move(callback)});
  return Subscription(this, key);
}

void ImageEvents::notify(const ImageId& image) {
  // Called under the lock: a subscription's destructor then cannot return while its callback runs.
  std::lock_guard lock(mutex_);
  for (auto& [key, waiter] : waiters_)
    if (waiter.image == image) waiter.callback();
}

void ImageEvents::unsubscribe(std::uint64_t key) {
  std::lock_guard lock(mutex_);
  waiters_.erase(key);
}

}  // namespace pictor::app
