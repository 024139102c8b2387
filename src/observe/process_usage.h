#pragma once

namespace pictor::observe {

/// What this process uses, asked of the kernel at the time of the call; NaN where /proc does not say. Any thread.
double process_cpu_seconds();
double process_resident_bytes();
double process_open_fds();

}  // namespace pictor::observe
