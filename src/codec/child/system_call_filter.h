#pragma once

#include "base/result.h"

namespace pictor::codec {

/// Installs the allow-list of system calls; any other call kills the process (SIGSYS). For good, for all threads.
/// Errors: kInternal when the kernel or libseccomp refuses.
Result<void> filter_system_calls();

}  // namespace pictor::codec
