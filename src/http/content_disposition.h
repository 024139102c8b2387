#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pictor::http {

/// A Content-Disposition value of a request part (RFC 7578, RFC 6266).
struct ContentDisposition {
  std::string type;                                            ///< `form-data`, lower case
  std::map<std::string, std::string, std::less<>> parameters;  ///< by lower-case name; `filename*` decoded
};

/// Reads one value; nullopt when it is malformed, repeats a parameter, or is not UTF-8. Linear, no recursion. Pure.
std::optional<ContentDisposition> parse_content_disposition(std::string_view value);

enum class Disposition { kInline, kAttachment };

/// A value for a response: `attachment; filename="…"`, with `filename*` (RFC 8187) where the name is not plain ASCII.
/// No byte of `file_name` can end the value or the header. Pure.
std::string format_content_disposition(Disposition disposition, std::string_view file_name);

}  // namespace pictor::http
