#include "jobs/alarm.h"

namespace pictor::jobs {

Alarm::Mark Alarm::mark() const {
  std::lock_guard lock(mutex_);
  return rings_;
}

bool Alarm::wait(Mark since, std::optional<Deadline> until) {
  std::unique_lock lock(mutex_);
  const auto awake = [&] { return closed_ || rings_ != since; };
  if (until) {
    rung_.wait_until(lock, *until, awake);
  } else {
    rung_.wait(lock, awake);
  }
  return !closed_;
}

void Alarm::ring() {
  {
    std::lock_guard lock(mutex_);
    ++rings_;
  }
  rung_.notify_one();
}

void Alarm::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  rung_.notify_all();
}

bool Alarm::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace pictor::jobs
