#pragma once

#include <stop_token>

namespace pictor {

/// Work that may be given up takes one of these and answers kCancelled soon after a stop is requested.
using CancelToken = std::stop_token;
using CancelSource = std::stop_source;

}  // namespace pictor
