#pragma once

#include "image/geometry.h"
#include "image/operations/operations.h"
#include "image/picture.h"

namespace pictor::image {

/// Size of a watermark of `mark` pixels on a result of `canvas` pixels: the looks' share of its width, with its own
/// aspect ratio, and no higher than the result. Larger than the watermark's own where the share asks for it. Pure.
Size stamp_size(Size mark, Size canvas, const Watermark& looks);

/// Lays `mark`, which has its stamp_size(), over `picture` where `looks` says, once or as tiles; what lies outside is
/// cut off. Blended in sRGB as browsers do. Pure.
void stamp(Picture& picture, const PictureView& mark, const Watermark& looks);

}  // namespace pictor::image
