#include <avif/avif.h>

#include <memory>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

using AvifImage = std::unique_ptr<avifImage, decltype(&avifImageDestroy)>;

void set_avif_properties(avifImage& image, const AvifSample& sample) {
  if (!sample.icc.empty()) avifImageSetProfileICC(&image, sample.icc.data(), sample.icc.size());
  if (!sample.exif.empty()) avifImageSetMetadataExif(&image, sample.exif.data(), sample.exif.size());
  image.transformFlags = AVIF_TRANSFORM_NONE;  // which the EXIF may have set
  if (sample.quarter_turns) {
    image.transformFlags |= AVIF_TRANSFORM_IROT;
    image.irot.angle = static_cast<std::uint8_t>(*sample.quarter_turns);
  }
  if (sample.mirror_left_right) {
    image.transformFlags |= AVIF_TRANSFORM_IMIR;
    image.imir.mode = *sample.mirror_left_right ? 1 : 0;
  }
}

AvifImage avif_tile(const AvifSample& sample, int number) {
  const int width = sample.width / sample.columns;
  AvifImage image(avifImageCreate(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(sample.height),
                                  static_cast<std::uint32_t>(sample.depth), AVIF_PIXEL_FORMAT_YUV420),
                  avifImageDestroy);
  image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
  image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  set_avif_properties(*image, sample);
  FileBytes pixels = sample_pixels(width, sample.height, number, sample.alpha);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image.get());
  rgb.depth = 8;
  rgb.ignoreAlpha = sample.alpha ? AVIF_FALSE : AVIF_TRUE;
  rgb.pixels = pixels.data();
  rgb.rowBytes = static_cast<std::uint32_t>(width) * 4;
  require(avifImageRGBToYUV(image.get(), &rgb) == AVIF_RESULT_OK);
  return image;
}

}  // namespace

FileBytes make_avif(const AvifSample& sample) {
  std::vector<AvifImage> tiles;
  for (int i = 0; i < sample.columns; ++i) tiles.push_back(avif_tile(sample, i));
  std::vector<const avifImage*> cells;
  for (const AvifImage& tile : tiles) cells.push_back(tile.get());
  const std::unique_ptr<avifEncoder, decltype(&avifEncoderDestroy)> encoder(avifEncoderCreate(), avifEncoderDestroy);
  encoder->speed = AVIF_SPEED_FASTEST;
  encoder->maxThreads = 1;
  require(avifEncoderAddImageGrid(encoder.get(), static_cast<std::uint32_t>(sample.columns), 1, cells.data(),
                                  AVIF_ADD_IMAGE_FLAG_SINGLE) == AVIF_RESULT_OK);
  avifRWData output = AVIF_DATA_EMPTY;
  require(avifEncoderFinish(encoder.get(), &output) == AVIF_RESULT_OK);
  FileBytes file(output.data, output.data + output.size);
  avifRWDataFree(&output);
  return file;
}

}  // namespace pictor::test
