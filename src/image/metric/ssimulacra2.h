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
  int channels = 3;  ///< 3, or 4 (alpha last, not premultiplied)
  std::size_t stride = 0;
};

/// SSIMULACRA 2.1 (Jon Sneyers, Cloudinary, 2023): 100 identical, 90 visually lossless, 70 high, 50 medium, 30 low.
/// Both pictures of the same size, at least 8x8; one may have alpha and the other not (opaque then). Where any pixel is
/// not opaque both are judged on a dark and on a light background and the lower score counts.
/// Errors: kInvalidParameter for other sizes, and where `pixels` is shorter than the picture.
/// One thread; streams row by row, so its memory grows with the width alone (about 600 bytes a pixel of width).
/// Deterministic on one machine; between instruction sets the score differs by rounding, less than 0.01.
Result<double> ssimulacra2(const MetricPicture& reference, const MetricPicture& distorted);

}  // namespace pictor::image
