#pragma once

#include <webp/encode.h>

#include "image/encode/encode.h"

namespace pictor::image {

/// libwebp's `method`: at equal SSIMULACRA2 score 2 is 7 to 8 % larger than 4 (eleven photos at 300, 600 and 1200 px)
/// for 0.4 to 0.5 of the time; 3 is as slow as 4 and 2 % larger.
inline constexpr int kWebpSmallMethod = 4;
inline constexpr int kWebpFastMethod = 2;
/// Level 0..9 of libwebp's lossless presets.
inline constexpr int kWebpSmallLosslessLevel = 6;

/// Lossy settings with exact alpha.
WebPConfig webp_lossy_config(const EncodeSettings& settings);

}  // namespace pictor::image
