#pragma once

#include "base/encoding.h"
#include "base/result.h"
#include "image/picture.h"

namespace pictor::image {

/// The (first) picture of a file that was made here of pixels in `gamut`, in that, at full size: the limits are those
/// of image::Limits{}. Errors: those of probe() and open_picture().
Result<Picture> decode_file(Bytes file, Gamut gamut = Gamut::kSrgb);

}  // namespace pictor::image
