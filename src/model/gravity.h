#pragma once

#include <optional>
#include <string_view>

namespace pictor {

/// To which part of a picture a crop, or a picture on a canvas, holds on.
enum class Gravity {
  kFocus,  ///< the focal point of the image; the centre where it has none
  kSmart,  ///< the part that catches the eye
  kCenter,
  kNorth,
  kNorthEast,
  kEast,
  kSouthEast,
  kSouth,
  kSouthWest,
  kWest,
  kNorthWest,
};

std::string_view to_string(Gravity gravity);  ///< `focus`, `smart`, `center`, `north`, `northeast`, …
std::optional<Gravity> gravity_from(std::string_view name);

/// How far along a side it holds on: 0 at the left (the top), 0.5 in the middle, 1 at the right (the bottom). The
/// middle for kFocus and kSmart, which are no sides.
double across(Gravity gravity);
double down(Gravity gravity);

}  // namespace pictor
