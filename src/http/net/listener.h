#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace pictor::http {

/// A listening, non-blocking TCP socket on `address:port`, `[v6]:port` or `name:port` (the first address of the name).
/// Errors: kInvalidParameter with the field `listen`; kConflict when the port is taken.
Result<UniqueFd> listen_on(const std::string& address);
/// The port that a listening socket got.
std::uint16_t local_port(int listening);

struct Incoming {
  UniqueFd socket;     ///< non-blocking, TCP_NODELAY
  std::string remote;  ///< numeric address without port
};

/// The next connection that waits; an empty socket when none does, or the process is out of descriptors (`exhausted`).
Incoming accept_one(int listening, bool& exhausted);

}  // namespace pictor::http
