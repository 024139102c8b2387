#pragma once

#include "image/decode/picture_source.h"

namespace pictor::image {

/// The smallest N of 1..8 at which N/8 of a `width` x `height` picture is no smaller than `target`; 8 when none is.
/// Pure.
int jpeg_scale_for(int width, int height, DecodeTarget target);

}  // namespace pictor::image
