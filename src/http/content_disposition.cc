#include "http/content_disposition.h"

#include <algorithm>

#include "http/characters.h"

namespace pictor::http {
namespace {

/// A quoted-string at the front of `rest`, unescaped and taken off; nullopt when it does not end.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return text;
    }
    // Only `\"` and `\\` are escapes: a lone backslash is a path separator in the names that some clients send.
    bool escape = rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    if (escape) ++i;
    text += rest[i];
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& rest) {
  if (rest.starts_with('"')) return take_quoted(rest);
  auto end = std::min(rest.find_first_of("; \t"), rest.size());
  std::string value(rest.substr(0, end));
  rest.remove_prefix(end);
  if (value.empty()) return std::nullopt;
  return value;
}

/// `UTF-8'language'percent-encoded` (RFC 8187 section 3.2).
std::optional<std::string> decode_extended(std::string_view value) {
  std::string_view charset = take_until(value, '\'');
  take_until(value, '\'');
  if (!equals_ignoring_case(charset, "utf-8")) return std::nullopt;
  return percent_decoded(value);
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%'; }
/// `attr-char` of RFC 8187.
bool is_attr_char(char c) { return is_digit(c) || is_letter(c) || std::string_view("!#$&+-.^_`|~").contains(c); }

std::string extended(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string value = "UTF-8''";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (is_attr_char(c)) {
      value += c;
    } else {
      value += '%';
      value += kHex[byte >> 4];
      value += kHex[byte & 15];
    }
  }
  return value;
}

}  // namespace

std::optional<ContentDisposition> parse_content_disposition(std::string_view value) {
  ContentDisposition parsed;
  std::string_view rest = trimmed(value);
  auto type_end = std::min(rest.find_first_of("; \t"), rest.size());
  if (!is_token(rest.substr(0, type_end))) return std::nullopt;
  for (char c : rest.substr(0, type_end)) parsed.type += to_lower(c);
  rest = trimmed(rest.substr(type_end));
  while (!rest.empty()) {
    if (rest.front() != ';') return std::nullopt;
    rest = trimmed(rest.substr(1));
    if (rest.empty()) break;
    auto equals = rest.find('=');
    if (equals == std::string_view::npos || !is_token(rest.substr(0, equals))) return std::nullopt;
    std::string name;
    for (char c : rest.substr(0, equals)) name += to_lower(c);
    rest.remove_prefix(equals + 1);
    auto text = take_value(rest);
    if (text && name.ends_with('*')) text = decode_extended(*text);
    if (!text || !is_utf8(*text)) return std::nullopt;
    if (!parsed.parameters.emplace(std::move(name), std::move(*text)).second) return std::nullopt;
    rest = trimmed(rest);
  }
  return parsed;
}

std::string format_content_disposition(Disposition disposition, std::string_view file_name) {
  std::string value = disposition == Disposition::kAttachment ? "attachment" : "inline";
  if (file_name.empty()) return value;
  std::string ascii;
  for (char c : file_name) ascii += is_plain(c) ? c : '_';
  value += "; filename=\"" + ascii + '"';
  if (ascii != file_name) value += "; filename*=" + extended(file_name);
  return value;
}

}  // namespace pictor::http
