#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/encode/webp/coded_frame.h"
#include "image/encode/webp/source_macroblocks.h"

namespace pictor::image::vp8 {

/// Macroblocks that are about as busy as each other, which hides errors of about the same size.
struct Segmentation {
  std::vector<std::uint8_t> of;              ///< the segment of each macroblock
  std::array<double, kSegments> business{};  ///< of each segment: less the mean of the picture, in powers of two
};

/// Pure.
Segmentation segmentation_of(const SourceMacroblocks& source);

}  // namespace pictor::image::vp8
