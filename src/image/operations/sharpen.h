#pragma once

#include "image/picture.h"

namespace pictor::image {

/// The pixel's detail (its luma less that around it by a Gaussian of kSharpenSigma) added `amount` times to each of its
/// colours, by at most kMaxOvershoot levels, in gamma light, where a step looks the same in the shadows as in the
/// lights. Hues stay, alpha stays, and transparent pixels neither change nor count. Pure.
Picture sharpen(const PictureView& picture, double amount);

inline constexpr double kSharpenSigma = 1;
inline constexpr float kMaxOvershoot = 48;

}  // namespace pictor::image
