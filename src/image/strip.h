#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "image/probe.h"

namespace pictor::image {

/// The same picture without its metadata, losslessly: segments and chunks that hold EXIF, XMP, IPTC, comments, text,
/// thumbnails or foreign data are left out, and so is whatever follows the image's end; pixels, ICC profile, palette,
/// animation are kept. `probed` is what probe() said of `file`. Errors: kUnprocessable for AVIF, for an orientation
/// that is not normal, and where the result would be longer than `file` (one that lacks its last byte of padding or its
/// trailer). Pure.
Result<std::vector<std::uint8_t>> strip_metadata(Bytes file, const ProbeOutcome& probed);

}  // namespace pictor::image
