#pragma once

#include <algorithm>

#include "base/clock.h"

namespace pictor::cdn {

/// Tokens that come back at a steady rate: how much may be sent now. One thread at a time.
class TokenBucket {
 public:
  /// Full at first: `per_second` tokens a second, at most `burst` kept.
  TokenBucket(double per_second, double burst, Time now)
      : per_second_(per_second), burst_(burst), tokens_(burst), filled_(now) {}

  /// Whole tokens there are at `now`.
  int available(Time now) {
    const std::chrono::duration<double> passed = std::max(now - filled_, std::chrono::milliseconds(0));
    tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
    filled_ = std::max(filled_, now);
    return static_cast<int>(tokens_);
  }
  /// Takes what available() has shown to be there.
  void take(int tokens) { tokens_ -= tokens; }

 private:
  double per_second_;
  double burst_;
  double tokens_;
  Time filled_;
};

}  // namespace pictor::cdn
