#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pictor::config {

/// Where to listen: an IP address and a port, 0 for any free one.
struct ListenAddress {
  std::string host;  ///< `127.0.0.1`, `::1`: without brackets
  std::uint16_t port = 0;
};

/// Reads `127.0.0.1:8080` or `[::1]:8080`. Names are not resolved. Errors: kInvalidParameter.
Result<ListenAddress> parse_listen_address(std::string_view text);

/// The form that goes into a URL: IPv6 in brackets.
std::string to_string(const ListenAddress& address);

}  // namespace pictor::config
