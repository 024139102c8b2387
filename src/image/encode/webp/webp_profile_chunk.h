#pragma once

#include "base/result.h"
#include "image/encode/encode.h"
#include "model/gamut.h"

namespace pictor::image {

/// A still WebP with the profile of its colours where they are not of sRGB, which needs none.
Result<EncodedBytes> webp_in_gamut(EncodedBytes file, Gamut gamut);

}  // namespace pictor::image
