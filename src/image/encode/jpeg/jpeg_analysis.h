#pragma once

#include <vector>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/jpeg/block_grid.h"
#include "image/picture.h"

namespace pictor::image {

/// All of a JPEG's making that does not depend on its quality: colours, sampling, transform, activity. A search over
/// qualities makes it once and encodes many times. Needs nothing of the picture once it is made. One thread at a time.
class JpegAnalysis {
 public:
  /// Alpha is flattened on white; a picture without colour becomes a greyscale file.
  /// Errors: kUnprocessable when a side is too long for the format.
  static Result<JpegAnalysis> of(const PictureView& picture);

  /// Deterministic. Errors: kInternal with libjpeg's words.
  Result<EncodedBytes> encode(const EncodeSettings& settings) const;

 private:
  struct ClippedBlock {
    int x, y;
    std::int16_t samples[64];
  };
  JpegAnalysis() = default;
  int width_ = 0;
  int height_ = 0;
  int luma_sampling_ = 1;
  std::vector<jpeg::BlockGrid> coefficients_;
  std::vector<std::vector<float>> energy_;
  std::vector<ClippedBlock> clipped_;
};

}  // namespace pictor::image
