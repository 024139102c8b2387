#pragma once

#include <array>
#include <vector>

#include "image/metric/row_kernels.h"

namespace pictor::image::metric {

/// At most; fewer where a side would be below kMinSide. The published metric has a sixth, whose weights are nothing
/// (see counts()).
inline constexpr int kScales = 5;
inline constexpr int kMinSide = 8;  ///< pixels
inline constexpr int kErrors = 6;   ///< of a channel: ssim, ringing, blurring by the mean, then by the 4-norm

using ErrorsOfScale = std::array<std::array<double, kErrors>, kChannels>;
/// Largest scale first; at most kScales.
using ScaleErrors = std::vector<ErrorsOfScale>;

/// Whether errors of this channel at this scale can be seen in the score. Eight of 18 have no weight above 0.003, where
/// others have up to 225: without them no score of twenty (see the reference test) differs by more than 0.001.
bool counts(int channel, int scale);

/// The errors weighed into one number, 100 where there are none.
double score(const ScaleErrors& errors);

}  // namespace pictor::image::metric
