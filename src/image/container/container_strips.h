#pragma once
// One writer a format: the picture of a file that was probed, without what strip_metadata() leaves out.

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

// Errors: those of the walker; none for a file that was probed.
Result<std::vector<std::uint8_t>> strip_jpeg(Bytes file);
Result<std::vector<std::uint8_t>> strip_png(Bytes file);
Result<std::vector<std::uint8_t>> strip_gif(Bytes file);
Result<std::vector<std::uint8_t>> strip_webp(Bytes file);

inline void append(std::vector<std::uint8_t>& out, Bytes bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

}  // namespace pictor::image
