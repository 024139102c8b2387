#pragma once

#include <vector>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/jpeg/block_grid.h"
#include "image/encode/jpeg/clipped_blocks.h"
#include "image/encode/jpeg/coefficient_writer.h"
#include "image/encode/jpeg/quant_tables.h"
#include "image/picture.h"

namespace pictor::image {

/// All of a JPEG's making that does not depend on its quality: colours, sampling, transform. A search over qualities
/// makes it once and encodes many times. Needs nothing of the picture once it is made. One thread at a time.
class JpegAnalysis {
 public:
  /// Alpha is flattened on white; a picture without colour becomes a greyscale file; chroma is halved unless sharp
  /// edges of saturated colour would suffer. Errors: kUnprocessable when a side is too long for the format.
  static Result<JpegAnalysis> of(const PictureView& picture);

  /// What the file is to say: all but writing it. kFast quantises with a dead zone; kSmall chooses levels by what they
  /// cost. Deterministic on one machine.
  jpeg::QuantisedPicture quantised(const EncodeSettings& settings) const;

 private:
  JpegAnalysis(const PictureView& rgb, int components, int luma_sampling);
  void transform(const PictureView& rgb);
  jpeg::BlockGrid levels_of(std::size_t component, const jpeg::QuantTable& table, Effort effort) const;

  int width_;
  int height_;
  int luma_sampling_;
  Gamut gamut_;
  std::vector<jpeg::BlockGrid> coefficients_;  ///< Y, or Y, Cb and Cr
  jpeg::ClippedBlocks clipped_;                ///< of luma
};

}  // namespace pictor::image
