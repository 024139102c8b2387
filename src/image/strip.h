#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "image/probe.h"

namespace pictor::image {

/// The same picture without its metadata, losslessly: segments and chunks that hold EXIF, XMP, IPTC, comments, text,
/// thumbnails or foreign data are left out, and so is whatever follows the image's end; pixels, ICC profile, palette,
/// animation are kept. Never longer than `file`. JPEG, PNG, GIF and WebP whose orientation is normal; kUnprocessable
/// for all else. Pure.
Result<std::vector<std::uint8_t>> strip_metadata(Bytes file, const ProbeOutcome& probed);

}  // namespace pictor::image
