#pragma once

#include <optional>
#include <string_view>

namespace pictor {

/// How a picture meets its box. Nothing is ever enlarged.
enum class Fit {
  kInside,   ///< whole picture, at most the box in both directions; aspect ratio kept
  kContain,  ///< whole picture in a canvas of exactly the box, the rest transparent (white where there is no alpha)
  kCover,    ///< box filled, the overhang cropped around the focal point
  kFill,     ///< stretched to exactly the box
};

std::string_view to_string(Fit fit);  ///< `inside`, `contain`, `cover`, `fill`
std::optional<Fit> fit_from(std::string_view name);

}  // namespace pictor
