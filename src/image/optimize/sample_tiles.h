#pragma once

#include "image/picture.h"
#include "model/format.h"

namespace pictor::image {

/// Side of a sample tile. A multiple of 16, so that neither JPEG's nor WebP's blocks straddle a seam.
inline constexpr int kTileSide = 64;
/// Along the longer and along the shorter side of the picture.
inline constexpr int kTilesAlong = 6;
inline constexpr int kTilesAcross = 4;

/// Whether a picture is so small that its sample is itself.
bool stands_for_itself(const PictureView& picture);

/// A small picture that stands for `picture` when encoders are tried: tiles of an even grid, from edge to edge, side by
/// side. A picture of not much more than their area stands for itself. Pure; deterministic.
Picture sample_tiles(const PictureView& picture);

/// The logarithm of how often the sample fits into the picture; 0 where the picture stands for itself.
double sample_growth(const PictureView& picture);

/// By how much the sample scores above the whole picture, about: errors of the coarse scales end at the seams. Fitted
/// by bench/quality-auto/fit; the rest of the difference has a standard deviation of 1.2 (JPEG) to 1.7
/// points (WebP). 0 where the picture
/// stands for itself.
double sample_bias(Format format, const PictureView& picture);

}  // namespace pictor::image
