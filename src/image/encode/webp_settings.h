#pragma once

#include <webp/encode.h>

#include "image/encode/encode.h"

namespace pictor::image {

/// libwebp's `method`, for animations and pictures with alpha (opaque ones: webp/webp_analysis.h): at equal SSIMULACRA2
/// score 2 is 5 % larger than 4 (eleven photos at 300 and 600 px) for 0.4 of the time, 5 is 1 to 2 % smaller for 1.1
/// times the time, 6 3.5 % smaller for twice. Its other switches (sns_strength, filter_strength, filter_sharpness,
/// autofilter, pass, segments, preprocessing, the presets) stay at their defaults: none gains 1 % at both sizes, one
/// segment loses 6 to 20 %.
inline constexpr int kWebpSmallMethod = 5;
inline constexpr int kWebpFastMethod = 2;
/// Level 0..9 of libwebp's lossless presets.
inline constexpr int kWebpSmallLosslessLevel = 6;

/// Lossy settings with exact alpha.
WebPConfig webp_lossy_config(const EncodeSettings& settings);

}  // namespace pictor::image
