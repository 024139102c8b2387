#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictor {

/// An sRGB colour; not premultiplied.
struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  std::uint8_t alpha = 255;
  bool operator==(const Color&) const = default;
};

/// `rrggbb` where it is opaque, else `rrggbbaa`; lower case.
std::string to_string(const Color& color);
/// From six or eight hex digits of either case.
std::optional<Color> color_from(std::string_view text);

}  // namespace pictor
