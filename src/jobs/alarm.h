#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "base/clock.h"

namespace pictor::jobs {

/// Where threads without work wait for some. A ring is never lost: one that comes while a thread still looks for work
/// makes it look again. Any thread.
class Alarm {
 public:
  /// Counts rings; taken before looking for work, given to wait().
  using Mark = std::uint64_t;
  Mark mark() const;
  /// Returns when it was rung since `since`, at `until` (nullopt: never), or when closed. False when closed.
  bool wait(Mark since, std::optional<Deadline> until);
  /// Lets one waiting thread look for work. One that finds some rings again, so that all wake as long as there is more.
  void ring();
  void close();
  bool closed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable rung_;
  Mark rings_ = 0;
  bool closed_ = false;
};

}  // namespace pictor::jobs
