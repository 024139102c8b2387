#pragma once

#include <optional>

#include "base/encoding.h"
#include "image/color/icc_profile.h"

namespace pictor::image {

/// What the colour chunks of a PNG say of its samples, by precedence (PNG 3rd edition, section 4.3): iCCP, sRGB, then
/// gAMA with cHRM. nullopt: sRGB. A gAMA within 5 % of 1/2.2 means sRGB unless other primaries are named: files are
/// full of it, and browsers (libpng's threshold) show them so; cHRM alone is ignored, as there. Profiles that do not
/// inflate within IccProfile::kMaxBytes are ignored. `file` has been walked by probe(). Pure.
std::optional<IccProfile> png_color_profile(Bytes file);

}  // namespace pictor::image
