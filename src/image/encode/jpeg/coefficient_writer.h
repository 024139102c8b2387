#pragma once
// Quantised blocks to a file: the entropy coding is libjpeg-turbo's.

#include <span>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/jpeg/block_grid.h"
#include "image/encode/jpeg/quant_tables.h"

namespace pictor::image::jpeg {

/// What a file is made of. One component is greyscale; three are Y, Cb, Cr, the luma `luma_sampling` times as dense as
/// chroma along each side (1 or 2).
struct QuantisedPicture {
  int width = 0;
  int height = 0;
  int luma_sampling = 1;
  std::span<const BlockGrid> levels;
  QuantTables tables;
};

/// Errors: kInternal with libjpeg's words.
Result<EncodedBytes> write_coefficients(const QuantisedPicture& picture, Effort effort);

}  // namespace pictor::image::jpeg
