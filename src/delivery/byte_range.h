#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace pictor::delivery {

/// Bytes `first` to `last`, both included.
struct ByteRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t length() const { return last - first + 1; }
  bool operator==(const ByteRange&) const = default;
};

enum class RangeFailure { kNotSatisfiable };

/// Reads a `Range` header for a body of `size` bytes (RFC 9110 section 14). nullopt: send everything (no header,
/// another unit, malformed, or several ranges). kNotSatisfiable: 416. Pure.
std::expected<std::optional<ByteRange>, RangeFailure> parse_range(std::string_view header, std::int64_t size);

/// Whether a validator list of If-None-Match or If-Match names `etag` (`*` matches); `weak` compares as If-None-Match
/// does.
bool etag_matches(std::string_view header, std::string_view etag, bool weak);

}  // namespace pictor::delivery
