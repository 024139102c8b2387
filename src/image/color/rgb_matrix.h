#pragma once

#include <array>

#include "image/color/icc_profile.h"

namespace pictor::image {

/// Rows of the matrix that takes linear RGB of primaries `from` to linear RGB of primaries `to`. Both must span a
/// colour space and have the same white point: nothing is adapted. Pure.
std::array<std::array<float, 3>, 3> linear_rgb_matrix(const Chromaticities& from, const Chromaticities& to);

}  // namespace pictor::image
