#pragma once

#include <string_view>
#include <vector>

namespace pictor::delivery {

/// Spaces and tabs off both ends (OWS of RFC 9110 section 5.6.3). Borrowed.
std::string_view trim_whitespace(std::string_view text);

/// The trimmed, non-empty parts of `text` between separators that are not inside a quoted string (RFC 9110 sections
/// 5.6.1 and 5.6.4); a quoted string without its end reaches to the end of `text`. Borrowed.
std::vector<std::string_view> split_list(std::string_view text, char separator);

/// ASCII letters compared without their case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace pictor::delivery
