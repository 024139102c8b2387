#pragma once

#include <cstddef>
#include <cstdint>

namespace pictor::image {

/// How busy a plane of luma is: the mean over its 8x8 blocks of log2(1 + variance), 0 (flat) to about 10 (noise). The
/// photographs of the benchmarks lie between 0.5 and 9.5. A plane without a whole block counts as kMiddlingTexture.
double texture_of(const std::uint8_t* luma, int width, int height, std::size_t stride);

inline constexpr double kMiddlingTexture = 4.3;

}  // namespace pictor::image
