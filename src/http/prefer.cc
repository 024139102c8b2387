#include "http/prefer.h"

#include <algorithm>
#include <charconv>

#include "http/characters.h"

namespace pictor::http {
namespace {

constexpr std::chrono::seconds kLongestWait{60};

std::optional<std::chrono::seconds> parse_wait(std::string_view text) {
  int seconds = 0;
  if (text.empty() || text.size() > 6 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (seconds == 0) return std::nullopt;
  return std::min(std::chrono::seconds(seconds), kLongestWait);
}

}  // namespace

Preferences parse_prefer(std::string_view header) {
  Preferences preferences;
  while (!header.empty()) {
    std::string_view preference = take_until(header, ',');
    std::string_view value = take_until(preference, ';');  // parameters say nothing to us
    std::string_view name = trimmed(take_until(value, '='));
    // Of a preference that is given twice the first counts (section 2).
    if (equals_ignoring_case(name, "wait") && !preferences.wait) preferences.wait = parse_wait(trimmed(value));
    if (equals_ignoring_case(name, "respond-async")) preferences.respond_async = true;
  }
  return preferences;
}

}  // namespace pictor::http
