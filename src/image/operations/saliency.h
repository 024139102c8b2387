#pragma once

#include "image/geometry.h"
#include "image/picture.h"

namespace pictor::image {

/// Longest side of the picture that is looked at.
inline constexpr int kAnalysisSide = 128;

/// Where a crop of `width` x `height` (fractions of the picture, at most those of `within`) lies best inside of
/// `within`: the window with the most of what catches the eye, weighted towards its middle. A pixel counts by
///   - detail: the Laplacian of its luma,
///   - skin: how near its hue is to that of human skin, of any shade,
///   - saturation, in the middle of the brightness range,
///   - contrast: how far its colour is from the mean colour of the picture (Achanta et al., Frequency-tuned Salient
///   Region
///     Detection, CVPR 2009),
/// each less what the picture has of it everywhere, and by its alpha. Deterministic: one thread, no randomness; under a
/// millisecond for a picture of kAnalysisSide. Pure.
Region most_salient(const PictureView& small, const Region& within, double width, double height);

}  // namespace pictor::image
