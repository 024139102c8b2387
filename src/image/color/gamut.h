#pragma once

#include "base/encoding.h"
#include "image/color/icc_profile.h"
#include "image/picture.h"
#include "model/color.h"

namespace pictor::image {

/// The profile of `gamut`.
const IccProfile& profile_of(Gamut gamut);
/// Display P3 as a file carries it: a profile of version 4 with a curve and three primaries, the same bytes always.
Bytes display_p3_icc();

/// Whether a device of this profile shows reds, greens or blues that sRGB cannot. False for grey and CMYK.
bool exceeds_srgb(const IccProfile& profile);

/// The pixels in another gamut; what that cannot show is clipped. Alpha is kept. Pure.
Picture in_gamut(const PictureView& picture, Gamut gamut);
/// A colour of sRGB as `gamut` spells it. Pure.
Color in_gamut(const Color& srgb, Gamut gamut);

}  // namespace pictor::image
