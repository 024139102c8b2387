#pragma once
// Character classes of RFC 9110 and RFC 3986, independent of the locale.

#include <optional>
#include <string>
#include <string_view>

namespace pictor::http {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// `tchar` of RFC 9110 section 5.6.2.
constexpr bool is_token_char(char c) {
  return is_digit(c) || is_letter(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}
bool is_token(std::string_view text);  ///< one or more token characters

constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string_view trimmed(std::string_view text);  ///< without spaces and tabs at both ends

/// Takes what is before the next `separator` off the front of `rest`, with the separator.
std::string_view take_until(std::string_view& rest, char separator);

/// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, no overlong forms.
bool is_utf8(std::string_view text);

/// Undoes percent-encoding (RFC 3986 section 2.1); nullopt for `%` without two hex digits.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace pictor::http
