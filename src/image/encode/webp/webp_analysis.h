#pragma once

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/webp/segmentation.h"
#include "image/encode/webp/source_macroblocks.h"
#include "image/picture.h"

namespace pictor::image {

/// All of a lossy WebP's making that does not depend on its quality: colours, and which parts are alike. A search over
/// qualities makes it once and encodes many times. Needs nothing of the picture once it is made. One thread at a time.
class WebpAnalysis {
 public:
  /// Alpha is ignored. Errors: kUnprocessable when a side is too long for the format.
  static Result<WebpAnalysis> of(const PictureView& picture);

  /// Deterministic on one machine. Errors: kUnprocessable when the modes alone fill what the format has room for.
  Result<EncodedBytes> encode(const EncodeSettings& settings) const;

 private:
  explicit WebpAnalysis(const PictureView& picture);

  int width_;
  int height_;
  Gamut gamut_;
  vp8::SourceMacroblocks source_;
  vp8::Segmentation segmentation_;
};

}  // namespace pictor::image
