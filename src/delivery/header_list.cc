#include "delivery/header_list.h"

#include <algorithm>

namespace pictor::delivery {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where the part of `text` that begins at `from` ends: at a separator or at the end of `text`.
std::size_t end_of_part(std::string_view text, std::size_t from, char separator) {
  bool quoted = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted && text[i] == '\\') ++i;
    if (!quoted && text[i] == separator) return i;
  }
  return text.size();
}

}  // namespace

std::string_view trim_whitespace(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split_list(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = end_of_part(text, from, separator);
    if (const std::string_view part = trim_whitespace(text.substr(from, end - from)); !part.empty()) {
      parts.push_back(part);
    }
    from = end + 1;
  }
  return parts;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

}  // namespace pictor::delivery
