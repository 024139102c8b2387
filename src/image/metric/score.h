#pragma once

#include <array>
#include <vector>

#include "image/metric/row_kernels.h"

namespace pictor::image::metric {

inline constexpr int kScales = 6;   ///< at most; fewer where a side would be below kMinSide
inline constexpr int kMinSide = 8;  ///< pixels
inline constexpr int kErrors = 6;   ///< of a channel: ssim, ringing, blurring by the mean, then by the 4-norm

using ErrorsOfScale = std::array<std::array<double, kErrors>, kChannels>;
/// Largest scale first; at most kScales.
using ScaleErrors = std::vector<ErrorsOfScale>;

/// The errors weighed into one number, 100 where there are none.
double score(const ScaleErrors& errors);

}  // namespace pictor::image::metric
