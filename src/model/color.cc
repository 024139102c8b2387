#include "model/color.h"

#include <array>
#include <charconv>

namespace pictor {
namespace {

constexpr std::size_t kOpaqueDigits = 6;
constexpr std::size_t kAllDigits = 8;

std::optional<std::uint8_t> byte_from(std::string_view digits) {
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string to_string(const Color& color) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t part : {color.red, color.green, color.blue, color.alpha}) {
    text += kDigits[part >> 4];
    text += kDigits[part & 15];
  }
  if (color.alpha == 255) text.resize(kOpaqueDigits);
  return text;
}

std::optional<Color> color_from(std::string_view text) {
  if (text.size() != kOpaqueDigits && text.size() != kAllDigits) return std::nullopt;
  std::array<std::uint8_t, 4> parts{0, 0, 0, 255};
  for (std::size_t i = 0; i < text.size() / 2; ++i) {
    const std::optional<std::uint8_t> part = byte_from(text.substr(2 * i, 2));
    if (!part) return std::nullopt;
    parts[i] = *part;
  }
  return Color{parts[0], parts[1], parts[2], parts[3]};
}

}  // namespace pictor
