#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/refusal.h"

namespace pictor::http {

/// Names and values of a query, decoded, in their order.
using Query = std::vector<std::pair<std::string, std::string>>;

/// A request target taken apart. Segments are decoded after they were split, so an encoded slash stays inside one.
struct Target {
  std::string path;                   ///< as sent, without the query
  std::vector<std::string> segments;  ///< `/images/a%20b` -> `images`, `a b`; `/` -> none
  Query query;
};

inline constexpr std::size_t kMaxQueryParameters = 64;

/// Reads origin-form, and absolute-form when its authority is the one of `host` (RFC 9112 section 3.2). Only characters
/// of RFC 3986 are taken, every `%` needs two hex digits, and what they spell is UTF-8 without control characters.
/// Refusals: 400. Pure.
Accepted<Target> parse_target(std::string_view target, std::string_view host);

}  // namespace pictor::http
