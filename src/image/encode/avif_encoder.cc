#include <avif/avif.h>

#include <algorithm>
#include <memory>

#include "image/encode/avif_quantizer.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/encode/texture.h"
#include "image/encode/yuv_420.h"

namespace pictor::image {
namespace {

/// aom codes at most this side.
constexpr int kMaxSide = 65'536;

/// aom's speed. Against 6, 9 takes a tenth of the time for 24 % more bytes at equal SSIMULACRA2 score, 8 0.4 for 14 %,
/// 5 nearly five times as long for 5 % fewer (eleven photos at 300 px).
constexpr int kFastSpeed = 9;
constexpr int kSmallSpeed = 6;
/// Above this many pixels speed 6 takes seconds: a background job with a deadline does not.
constexpr std::int64_t kLargePixels = 4'000'000;
constexpr int kLargeSmallSpeed = 8;

using ImagePtr = std::unique_ptr<avifImage, decltype(&avifImageDestroy)>;
using EncoderPtr = std::unique_ptr<avifEncoder, decltype(&avifEncoderDestroy)>;

struct OutputBytes {
  ~OutputBytes() { avifRWDataFree(&data); }
  avifRWData data = AVIF_DATA_EMPTY;
};

std::unexpected<Error> failure(avifResult result) {
  return fail(ErrorCode::kInternal, "the AVIF could not be written", avifResultToString(result));
}

void copy_alpha(const PictureView& picture, avifImage& image) {
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* from = picture.row(y) + 3;
    std::uint8_t* to = image.alphaPlane + static_cast<std::size_t>(image.alphaRowBytes) * y;
    for (int x = 0; x < picture.width; ++x) to[x] = from[std::size_t{4} * x];
  }
}

/// The picture as 8-bit 4:2:0 in full range, marked as what it is (nclx 1/13/6, of Display P3
/// 12/13/6). Ten bits cost half as much time
/// again and gained nothing with this conversion in the one run that was made (300 px).
Result<ImagePtr> converted(const PictureView& picture) {
  ImagePtr image(avifImageCreate(picture.width, picture.height, 8, AVIF_PIXEL_FORMAT_YUV420), avifImageDestroy);
  if (!image) return failure(AVIF_RESULT_OUT_OF_MEMORY);
  image->yuvRange = AVIF_RANGE_FULL;
  image->colorPrimaries =
      picture.gamut == Gamut::kDisplayP3 ? AVIF_COLOR_PRIMARIES_SMPTE432 : AVIF_COLOR_PRIMARIES_BT709;
  image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  avifImageAllocatePlanes(image.get(), picture.channels == 4 ? AVIF_PLANES_ALL : AVIF_PLANES_YUV);
  if (image->yuvPlanes[AVIF_CHAN_Y] == nullptr) return failure(AVIF_RESULT_OUT_OF_MEMORY);
  to_yuv_420(picture, YuvRange::kFull,
             {.y = image->yuvPlanes[AVIF_CHAN_Y],
              .u = image->yuvPlanes[AVIF_CHAN_U],
              .v = image->yuvPlanes[AVIF_CHAN_V],
              .y_stride = image->yuvRowBytes[AVIF_CHAN_Y],
              .uv_stride = image->yuvRowBytes[AVIF_CHAN_U]});
  if (picture.channels == 4) copy_alpha(picture, *image);
  return image;
}

int speed_of(const avifImage& image, Effort effort) {
  if (effort == Effort::kFast) return kFastSpeed;
  return std::int64_t{image.width} * image.height > kLargePixels ? kLargeSmallSpeed : kSmallSpeed;
}

void configure(avifEncoder& encoder, const avifImage& image, const EncodeSettings& settings) {
  encoder.codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder.maxThreads = 1;
  encoder.speed = speed_of(image, settings.effort);
  encoder.minQuantizer = encoder.maxQuantizer =
      avif_quantizer(settings, {static_cast<int>(image.width), static_cast<int>(image.height)},
                     texture_of(image.yuvPlanes[AVIF_CHAN_Y], static_cast<int>(image.width),
                                static_cast<int>(image.height), image.yuvRowBytes[AVIF_CHAN_Y]));
  encoder.minQuantizerAlpha = encoder.maxQuantizerAlpha = AVIF_QUANTIZER_LOSSLESS;
  // Quantisation matrices, judged by a distortion that knows them: together 4 % fewer bytes at equal score at speed 6,
  // 9 % at speed 9. What aom 3.6 offers besides (deltaq-mode, aq-mode, chroma deltaq, sharpness, cdef, restoration,
  // tune=psnr) does nothing for stills at these speeds, or loses.
  avifEncoderSetCodecSpecificOption(&encoder, "c:enable-qm", "1");
  avifEncoderSetCodecSpecificOption(&encoder, "c:dist-metric", "qm-psnr");
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
  if (!encoder) return failure(AVIF_RESULT_OUT_OF_MEMORY);
  configure(*encoder, *image, settings);
  OutputBytes output;
  const avifResult result = avifEncoderWrite(encoder.get(), image.get(), &output.data);
  if (result != AVIF_RESULT_OK) return failure(result);
  return EncodedBytes(output.data.data, output.data.data + output.data.size);
}

}  // namespace pictor::image
