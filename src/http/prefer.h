#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace pictor::http {

/// What a client prefers (RFC 7240), of what we know.
struct Preferences {
  std::optional<std::chrono::seconds> wait;  ///< 1..60: longer waits are cut to 60
  bool respond_async = false;
};

/// Reads a `Prefer` header. Unknown and malformed preferences are ignored, as the RFC wants. Pure.
Preferences parse_prefer(std::string_view header);

}  // namespace pictor::http
