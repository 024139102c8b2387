#pragma once

#include "base/encoding.h"
#include "image/probe.h"

namespace pictor::image {

/// Orientation in EXIF data: a TIFF stream (TIFF 6.0 section 2), with or without the `Exif\0\0` that JPEG puts before
/// it. kNormal when there is none, when its value is not 1..8 or when the data are damaged: pictures are shown in spite
/// of bad EXIF. Reads the first directory only, so that no chain of directories can loop. Pure.
Orientation exif_orientation(Bytes exif);

}  // namespace pictor::image
