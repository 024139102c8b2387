#pragma once

#include "image/geometry.h"
#include "image/picture.h"

namespace pictor::image {

/// `picture` in the middle of a larger canvas: RGBA on a transparent one when `transparent`, else RGB on white.
/// Each side of `canvas` is at least the picture's. Pure.
Picture centred_on(const PictureView& picture, Size canvas, bool transparent);

}  // namespace pictor::image
