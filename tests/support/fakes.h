#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "base/random.h"

namespace pictor::test {

/// A clock that stands still until it is told to move. Any thread.
class ManualClock final : public Clock {
 public:
  Time now() const override { return Time(std::chrono::milliseconds(millis_.load())); }
  void advance(std::chrono::milliseconds by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_{1'800'000'000'000};  // 2027-01-15T08:00:00Z
};

/// Repeatable bytes that never repeat within a test (splitmix64 of a counter). Any thread.
class CountingRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      std::uint64_t z = (counter_ += 0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      byte = static_cast<std::uint8_t>(z >> 56);
    }
  }

 private:
  std::atomic<std::uint64_t> counter_{0};
};

}  // namespace pictor::test
