#pragma once
// One writer a format: the picture of a file that was probed, without what strip_metadata() leaves out.

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_writer.h"

namespace pictor::image {

// Errors: those of the walker; none for a file that was probed.
Result<std::vector<std::uint8_t>> strip_jpeg(Bytes file);
Result<std::vector<std::uint8_t>> strip_png(Bytes file);
Result<std::vector<std::uint8_t>> strip_gif(Bytes file);
Result<std::vector<std::uint8_t>> strip_webp(Bytes file);

/// A JPEG without its ICC profile too: samples that are not colours.
Result<std::vector<std::uint8_t>> strip_jpeg_and_profile(Bytes file);

}  // namespace pictor::image
