#include "http/target.h"

#include <algorithm>
#include <array>

#include "base/result.h"
#include "http/characters.h"

namespace pictor::http {
namespace {

/// `pchar`, `/` and `?` of RFC 3986, with the brackets that browsers leave alone in queries.
constexpr std::array<bool, 256> kTargetChars = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) table[c] = is_digit(static_cast<char>(c)) || is_letter(static_cast<char>(c));
  for (const char c : std::string_view("-._~%!$&'()*+,;=:@/?[]")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();
bool is_target_char(char c) { return kTargetChars[static_cast<unsigned char>(c)]; }

Accepted<std::string> decoded(std::string_view text) {
  if (!text.contains('%')) return std::string(text);  // target characters are ASCII, and none a control
  auto plain = percent_decoded(text);
  if (!plain) return refuse(400, "the request target has a broken percent-encoding");
  if (std::ranges::any_of(*plain, is_control)) return refuse(400, "the request target encodes a control character");
  if (!is_utf8(*plain)) return refuse(400, "the request target does not encode UTF-8");
  return std::move(*plain);
}

/// Takes scheme and authority off an absolute-form target.
Accepted<std::string_view> without_authority(std::string_view target, std::string_view host) {
  if (target.starts_with('/')) return target;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    std::string_view rest = target.substr(scheme.size());
    std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    if (!equals_ignoring_case(authority, host)) return refuse(400, "the request target names another host than Host");
    rest.remove_prefix(authority.size());
    return rest.starts_with('/') ? rest : std::string_view("/");
  }
  return refuse(400, "the request target is not a path");
}

Accepted<std::vector<std::string>> read_segments(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  if (path.empty()) return segments;
  bool more = true;
  while (more) {
    more = path.contains('/');
    segments.push_back(TRY(decoded(take_until(path, '/'))));
  }
  return segments;
}

Accepted<std::string> decoded_form_text(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');  // application/x-www-form-urlencoded, which browsers and curl -G send
  return decoded(spaced);
}

Accepted<Query> read_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    std::string_view value = take_until(text, '&');
    if (value.empty()) continue;
    if (query.size() == kMaxQueryParameters) return refuse(400, "the query has too many parameters");
    std::string_view name = take_until(value, '=');
    std::string plain_name = TRY(decoded_form_text(name));
    query.emplace_back(std::move(plain_name), TRY(decoded_form_text(value)));
  }
  return query;
}

}  // namespace

Accepted<Target> parse_target(std::string_view target, std::string_view host) {
  if (!std::ranges::all_of(target, is_target_char)) return refuse(400, "the request target has a forbidden character");
  std::string_view rest = TRY(without_authority(target, host));
  std::string_view path = take_until(rest, '?');
  Target parsed;
  parsed.path = path;
  parsed.segments = TRY(read_segments(path));
  parsed.query = TRY(read_query(rest));
  return parsed;
}

}  // namespace pictor::http
