#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace pictor::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 section 5.6.7); milliseconds are cut off.
std::string format_http_date(Time time);
/// Reads IMF-fixdate; nullopt for the two obsolete forms and everything else, which makes a condition be ignored.
std::optional<Time> parse_http_date(std::string_view text);

}  // namespace pictor::http
