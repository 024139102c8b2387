#pragma once

#include "base/result.h"
#include "codec/child/confine.h"

namespace pictor::codec {

/// Installs the allow-list of system calls; any other call kills the process (SIGSYS). For good, for all threads, also
/// those that are started later. Errors: kInternal when the kernel or libseccomp refuses.
Result<void> filter_system_calls(Threads threads);

}  // namespace pictor::codec
