#pragma once
// Quantised blocks to a file: the entropy coding is libjpeg-turbo's.

#include <vector>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/jpeg/block_grid.h"
#include "image/encode/jpeg/quant_tables.h"

namespace pictor::image::jpeg {

/// libjpeg's JPEG_MAX_DIMENSION, in pixels.
inline constexpr int kLongestSide = 65'500;

/// What a file is made of: Y alone is a greyscale file, else Y, Cb, Cr. Luma is `luma_sampling` times as dense as
/// chroma along each side: 1 or 2.
struct QuantisedPicture {
  int width = 0;
  int height = 0;
  int luma_sampling = 1;
  Gamut gamut = Gamut::kSrgb;
  QuantTables tables;
  std::vector<BlockGrid> levels;
};

/// A JFIF file with a profile where its colours are not of sRGB, with optimal Huffman codes, sequential for kFast and
/// progressive for kSmall. Errors: kInternal with libjpeg's words.
Result<EncodedBytes> write_coefficients(const QuantisedPicture& picture, Effort effort);

}  // namespace pictor::image::jpeg
