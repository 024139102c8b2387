#include "image/encode/encode.h"
#include "image/encode/jpeg/jpeg_analysis.h"

namespace pictor::image {

Result<EncodedBytes> encode_jpeg(const PictureView& picture, const EncodeSettings& settings) {
  const JpegAnalysis analysis = TRY(JpegAnalysis::of(picture));
  return jpeg::write_coefficients(analysis.quantised(settings), settings.effort);
}

}  // namespace pictor::image
