#pragma once

#include "image/picture.h"

namespace pictor::image {

/// Side of a sample tile. A multiple of 16, so that neither JPEG's nor WebP's blocks straddle a seam.
inline constexpr int kTileSide = 128;
inline constexpr int kTilesAcross = 3;
inline constexpr int kTilesDown = 2;
/// Smallest side that the metric takes.
inline constexpr int kMinSampleSide = 8;

/// A small picture that stands for `picture` when encoders are tried: six tiles side by side, from the busiest to the
/// flattest in equal steps of rank. A picture of not much more than their area stands for itself (repeated at its
/// edges up to kMinSampleSide). Pure; deterministic.
Picture sample_tiles(const PictureView& picture);

}  // namespace pictor::image
