#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"

namespace pictor::image {

/// A picture for the metric: 8-bit sRGB, interleaved, `stride` bytes from row to row.
struct MetricPicture {
  std::span<const std::uint8_t> pixels;
  int width = 0;
  int height = 0;
  int channels = 3;  ///< 3 or 4 (not premultiplied)
  std::size_t stride = 0;
};

/// SSIMULACRA 2.1 (Jon Sneyers, Cloudinary, 2023): 100 identical, 90 visually lossless, 70 high, 50 medium, 30 low.
/// Both pictures of the same size, at least 8x8. Errors: kInvalidParameter otherwise. Deterministic; one thread.
Result<double> ssimulacra2(const MetricPicture& reference, const MetricPicture& distorted);

}  // namespace pictor::image
