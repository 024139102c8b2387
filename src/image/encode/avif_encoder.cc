#include <avif/avif.h>

#include <algorithm>
#include <memory>

#include "image/encode/encode.h"
#include "image/encode/flatten.h"

namespace pictor::image {
namespace {

/// libavif's `speed`: at 600 px 9 takes 8 ms for 0.66 of the JPEG's bytes, 8 32 ms for 0.59, 6 65 ms for 0.51.
constexpr int kFastSpeed = 9;
constexpr int kSmallSpeed = 7;
/// aom codes at most this side.
constexpr int kMaxSide = 65'536;

using ImagePtr = std::unique_ptr<avifImage, decltype(&avifImageDestroy)>;
using EncoderPtr = std::unique_ptr<avifEncoder, decltype(&avifEncoderDestroy)>;

struct OutputBytes {
  ~OutputBytes() { avifRWDataFree(&data); }
  avifRWData data = AVIF_DATA_EMPTY;
};

/// 1..100 to aom's quantizer 63..0, as avifenc's own quality scale does.
int quantizer_of(int quality) { return ((100 - quality) * AVIF_QUANTIZER_WORST_QUALITY + 50) / 100; }

std::unexpected<Error> failure(avifResult result) {
  return fail(ErrorCode::kInternal, "the AVIF could not be written", avifResultToString(result));
}

/// The picture as 8-bit 4:2:0 in full range, marked as sRGB (nclx 1/13/6).
Result<ImagePtr> converted(const PictureView& picture) {
  ImagePtr image(avifImageCreate(picture.width, picture.height, 8, AVIF_PIXEL_FORMAT_YUV420), avifImageDestroy);
  if (!image) return failure(AVIF_RESULT_OUT_OF_MEMORY);
  image->yuvRange = AVIF_RANGE_FULL;
  image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
  image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image.get());
  rgb.format = picture.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.pixels = const_cast<std::uint8_t*>(picture.pixels);
  rgb.rowBytes = static_cast<std::uint32_t>(picture.stride());
  const avifResult result = avifImageRGBToYUV(image.get(), &rgb);
  if (result != AVIF_RESULT_OK) return failure(result);
  return image;
}

void configure(avifEncoder& encoder, const EncodeSettings& settings) {
  encoder.codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder.maxThreads = 1;
  encoder.speed = settings.effort == Effort::kSmall ? kSmallSpeed : kFastSpeed;
  encoder.minQuantizer = encoder.maxQuantizer = quantizer_of(settings.quality);
  encoder.minQuantizerAlpha = encoder.maxQuantizerAlpha = AVIF_QUANTIZER_LOSSLESS;
}

}  // namespace

Result<EncodedBytes> encode_avif(const PictureView& picture, const EncodeSettings& settings) {
  if (std::max(picture.width, picture.height) > kMaxSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for AVIF", kMaxSide,
                      std::max(picture.width, picture.height));
  }
  // An opaque alpha plane would cost bytes and decoding time for nothing.
  Picture opaque;
  PictureView view = picture;
  if (picture.channels == 4 && is_opaque(picture)) {
    opaque = without_alpha(picture);
    view = opaque.view();
  }
  const ImagePtr image = TRY(converted(view));
  const EncoderPtr encoder(avifEncoderCreate(), avifEncoderDestroy);
  configure(*encoder, settings);
  OutputBytes output;
  const avifResult result = avifEncoderWrite(encoder.get(), image.get(), &output.data);
  if (result != AVIF_RESULT_OK) return failure(result);
  return EncodedBytes(output.data.data, output.data.data + output.data.size);
}

}  // namespace pictor::image
