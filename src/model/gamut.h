#pragma once

#include <optional>
#include <string_view>

namespace pictor {

/// The colours that 8-bit pixels can show. All have sRGB's curve and white point.
enum class Gamut {
  kSrgb,
  kDisplayP3,  ///< a third more of what the eye sees: the screens and cameras of phones
};

std::string_view to_string(Gamut gamut);  ///< `srgb`, `p3`
std::optional<Gamut> gamut_from(std::string_view name);

}  // namespace pictor
