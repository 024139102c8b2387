#include "delivery/byte_range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "delivery/header_list.h"

namespace pictor::delivery {
namespace {

/// A position or length, of any number of digits: beyond 63 bits it is past every body, so it is cut there.
/// nullopt: not a number.
std::optional<std::int64_t> parse_position(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
  return error == std::errc::result_out_of_range ? std::numeric_limits<std::int64_t>::max() : position;
}

using ParsedRange = std::expected<std::optional<ByteRange>, RangeFailure>;

/// The last `length` bytes. Of an empty body everything is nothing, which only a complete answer can say.
ParsedRange suffix_range(std::optional<std::int64_t> length, std::int64_t size) {
  if (!length) return std::nullopt;
  if (*length == 0) return std::unexpected(RangeFailure::kNotSatisfiable);
  if (size == 0) return std::nullopt;
  return ByteRange{size - std::min(*length, size), size - 1};
}

ParsedRange parse_spec(std::string_view spec, std::int64_t size) {
  const std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view last_text = spec.substr(dash + 1);
  if (dash == 0) return suffix_range(parse_position(last_text), size);
  const std::optional<std::int64_t> first = parse_position(spec.substr(0, dash));
  const std::optional<std::int64_t> last =
      last_text.empty() ? std::numeric_limits<std::int64_t>::max() : parse_position(last_text);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= size) return std::unexpected(RangeFailure::kNotSatisfiable);
  return ByteRange{*first, std::min(*last, size - 1)};
}

/// entity-tag of RFC 9110 section 8.8.3, taken from the front of `list`; nullopt: malformed.
struct EntityTag {
  bool weak = false;
  std::string_view opaque;  ///< with its quotes
};

std::optional<EntityTag> take_entity_tag(std::string_view& list) {
  EntityTag tag{.weak = list.starts_with("W/")};
  if (tag.weak) list.remove_prefix(2);
  const std::size_t end = list.starts_with('"') ? list.find('"', 1) : std::string_view::npos;
  if (end == std::string_view::npos) return std::nullopt;
  tag.opaque = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

/// Drops separators from the front of `list`; false when something else follows than they or the end.
bool take_separators(std::string_view& list) {
  const std::size_t next = list.find_first_not_of(" \t,");
  const std::string_view separators = list.substr(0, next);
  list.remove_prefix(separators.size());
  return list.empty() || separators.find(',') != std::string_view::npos;
}

bool same(const EntityTag& a, const EntityTag& b, bool weak) {
  return a.opaque == b.opaque && (weak || (!a.weak && !b.weak));
}

}  // namespace

std::expected<std::optional<ByteRange>, RangeFailure> parse_range(std::string_view header, std::int64_t size) {
  const std::size_t equals = header.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  if (!equal_ignoring_case(trim_whitespace(header.substr(0, equals)), "bytes")) return std::nullopt;
  const std::vector<std::string_view> specs = split_list(header.substr(equals + 1), ',');
  if (specs.size() != 1) return std::nullopt;
  return parse_spec(specs[0], size);
}

bool etag_matches(std::string_view header, std::string_view etag, bool weak) {
  std::string_view list = trim_whitespace(header);
  if (list == "*") return true;
  const std::optional<EntityTag> current = take_entity_tag(etag);
  if (!current || !etag.empty()) return false;
  list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
  while (!list.empty()) {
    const std::optional<EntityTag> candidate = take_entity_tag(list);
    if (!candidate || !take_separators(list)) return false;
    if (same(*candidate, *current, weak)) return true;
  }
  return false;
}

}  // namespace pictor::delivery
