#include "image/container/svg_references.h"

#include <cstddef>
#include <string>

namespace pictor::image {
namespace {

constexpr std::string_view kScheme = "data:";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

/// -1: no hexadecimal digit.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// The character that the escape at `at`, behind its backslash, stands for; `at` is then behind it. What is no ASCII
/// comes as a letter of no scheme.
char unescaped(std::string_view text, std::size_t& at) {
  constexpr int kDigits = 6;
  constexpr unsigned kAscii = 128;
  unsigned code = 0;
  int digits = 0;
  for (; digits < kDigits && at < text.size() && hex_value(text[at]) >= 0; ++digits, ++at)
    code = code * 16 + static_cast<unsigned>(hex_value(text[at]));
  if (digits == 0) return at < text.size() ? text[at++] : '\\';
  if (at < text.size() && is_blank(text[at])) ++at;
  return code < kAscii ? static_cast<char>(code) : '?';
}

/// Without blanks, in small letters, escapes resolved where there are any.
std::string folded(std::string_view text, bool escapes) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at++];
    if (escapes && c == '\\') c = unescaped(text, at);
    if (!is_blank(c)) plain.push_back(lower(c));
  }
  return plain;
}

}  // namespace

bool is_embedded(std::string_view href) { return folded(href, false).starts_with(kScheme); }

bool refers_to_embedded(std::string_view style) {
  if (style.find_first_of(":\\") == std::string_view::npos) return false;
  const std::string plain = folded(style, true);
  for (std::size_t at = plain.find(kScheme); at != std::string::npos; at = plain.find(kScheme, at + 1)) {
    if (at > 0 && std::string_view("('\"").contains(plain[at - 1])) return true;
  }
  return false;
}

}  // namespace pictor::image
