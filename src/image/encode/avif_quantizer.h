#pragma once

#include "image/encode/encode.h"
#include "image/geometry.h"

namespace pictor::image {

/// aom's quantizer 1 (best) .. 63 for a picture of `size` and `texture` (texture_of() its luma).
///
/// The scale: q50 is to be what people know as AVIF q50. So it is where a stored picture has the bytes of sharp 0.35 at
/// `quality: 50` (medians over eleven photos at 300, 600 and 1200 px), which is finer than avifenc's linear scale:
/// aom's newer tunings, which sharp has, spend more on smooth pictures and less on busy ones, where errors hide.
/// Texture does that here, and larger pictures are quantised finer. The first answer of Effort::kFast is quantised
/// finer still, to look as good as sharp's at a speed that is blind to most of aom's tools. Never decreases as quality
/// falls. Pure.
int avif_quantizer(const EncodeSettings& settings, Size size, double texture);

}  // namespace pictor::image
