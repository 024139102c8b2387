#pragma once

#include <optional>
#include <string_view>

namespace pictor {

/// How a picture meets its box. Nothing is enlarged unless that is asked for.
enum class Fit {
  kInside,   ///< whole picture, at most the box in both directions; aspect ratio kept
  kContain,  ///< whole picture in a canvas of exactly the box, the rest of the background colour, else transparent
             ///< (white without alpha)
  kCover,    ///< box filled, the overhang cropped by gravity
  kFill,     ///< stretched to exactly the box
};

std::string_view to_string(Fit fit);  ///< `inside`, `contain`, `cover`, `fill`
std::optional<Fit> fit_from(std::string_view name);

}  // namespace pictor
