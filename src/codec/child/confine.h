#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.h"
#include "codec/confinement.h"

namespace pictor::codec {

/// Hard limits of the rest of this process's life.
struct ProcessLimits {
  std::int64_t address_space = 0;  ///< bytes; not enforced in sanitizer builds, whose shadow memory is terabytes
  std::int64_t file_bytes = 0;     ///< of one file
  std::chrono::seconds cpu{};      ///< user and system time together, from the start of the process
};

/// Whether this process may start threads of its own later. They have all of its confinement from their first
/// instruction.
enum class Threads { kNone, kMayBeStarted };

/// Gives up, for good, everything that decoding does not need; afterwards only the open descriptors and
/// child/system_call_filter.cc's calls are left. Call it with one thread. What the kernel does not offer is missing in
/// the answer. Errors: kInternal when one of the indispensable layers is refused (limits, no new privileges, seccomp).
Result<Confinement> confine(const ProcessLimits& limits, Threads threads);

}  // namespace pictor::codec
