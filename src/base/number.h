#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace pictor {

/// The number that is all of `text`: no space, no plus sign, no more than T holds. Doubles also take `nan`, `inf` and
/// `1e3`: who does not want them looks at the characters first.
template <class T>
std::optional<T> number_from(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace pictor
