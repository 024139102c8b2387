#pragma once

#include "base/result.h"
#include "codec/child/confine.h"

namespace pictor::codec {

#ifdef PICTOR_SANITIZED
inline constexpr bool kLimitsAddressSpace = false;
#else
inline constexpr bool kLimitsAddressSpace = true;
#endif

/// setrlimit(2) for all of `limits`, and: no core files, no new processes, a handful of threads where there are any and
/// of descriptors. Soft and hard alike. Errors: kInternal.
Result<void> set_process_limits(const ProcessLimits& limits, Threads threads);

}  // namespace pictor::codec
