#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace pictor::http {

/// Says until when a peer must have moved more bytes: `min_rate` x 10 s in every window of 10 s, however they are
/// spread in it. Slow trickles (slowloris) end, slow but steady links do not. Pure.
class BodyRate {
 public:
  static constexpr std::chrono::seconds kWindow{10};
  /// `min_rate` in bytes a second; `window` is shorter in tests.
  BodyRate(std::int64_t min_rate, std::chrono::milliseconds window, Deadline now)
      : wanted_(min_rate * window.count() / 1000), window_(window), deadline_(now + window) {}

  void moved(std::int64_t bytes, Deadline now) {
    in_window_ += bytes;
    if (in_window_ < wanted_) return;
    in_window_ = 0;
    deadline_ = now + window_;
  }
  Deadline deadline() const { return deadline_; }

 private:
  std::int64_t wanted_;
  std::chrono::milliseconds window_;
  Deadline deadline_;
  std::int64_t in_window_ = 0;
};

}  // namespace pictor::http
