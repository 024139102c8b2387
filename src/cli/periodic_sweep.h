#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/deps.h"

namespace pictor::cli {

/// Runs app::sweep_due() at once and then every `interval`, on a thread of its own; ends with this object.
class PeriodicSweep {
 public:
  PeriodicSweep(app::Deps& deps, std::chrono::seconds interval);

 private:
  void run(const std::stop_token& stop);
  app::Deps& deps_;
  std::chrono::seconds interval_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace pictor::cli
