#pragma once

#include <avif/avif.h>

#include <optional>

#include "image/color/hdr_tone_map.h"
#include "image/color/icc_profile.h"

namespace pictor::image {

/// The curve of a high dynamic range picture; nullopt for all others, and for those with a profile of their own.
std::optional<HdrTransfer> avif_hdr_transfer(const avifImage& image);

/// Primaries by their CICP code point (ITU-T H.273 table 2); BT.709 for unspecified and reserved ones.
Chromaticities avif_primaries(const avifImage& image);

/// The profile of a picture: the embedded one, else one of its code points. nullopt: sRGB, which is also what the
/// camera curves of BT.709, BT.601 and BT.2020 are taken for, as browsers do (their displays' curve, not the inverse
/// of the camera's, is how such pictures were judged).
std::optional<IccProfile> avif_color_profile(const avifImage& image);

}  // namespace pictor::image
