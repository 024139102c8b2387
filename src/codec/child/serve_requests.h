#pragma once

#include "codec/child/work.h"

namespace pictor::codec {

/// Descriptor on which a codec process finds its parent.
inline constexpr int kParentSocket = 3;

/// The whole life of a codec process: is told its limits, warms up, confines itself, says so, and answers requests one
/// at a time until the parent closes its end. Returns what the process must _exit() with (ExitCode): running the
/// destructors of libraries under the system call filter would end in SIGSYS.
int serve_requests(Work& work);

}  // namespace pictor::codec
