#pragma once

#include <cstdint>
#include <span>

namespace pictor {

/// Source of unpredictable bytes; injected so that tests can be repeated. Any thread.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The kernel's generator, getrandom(2), a thread's small draws out of one call. Aborts when the kernel refuses, which
/// it does not after boot.
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace pictor
