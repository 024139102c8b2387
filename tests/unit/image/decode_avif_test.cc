#include <avif/avif.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "image/decode/avif_associations.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;

struct FlatAvif {
  std::uint8_t red = 0, green = 0, blue = 0;
  int width = 16;
  int height = 16;
  avifPixelFormat format = AVIF_PIXEL_FORMAT_YUV444;
  avifRange range = AVIF_RANGE_FULL;
  int depth = 8;
  avifColorPrimaries primaries = AVIF_COLOR_PRIMARIES_BT709;
  avifTransferCharacteristics transfer = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
};

/// One colour, coded without loss.
FileBytes flat_avif(const FlatAvif& flat) {
  const std::unique_ptr<avifImage, decltype(&avifImageDestroy)> image(
      avifImageCreate(static_cast<std::uint32_t>(flat.width), static_cast<std::uint32_t>(flat.height),
                      static_cast<std::uint32_t>(flat.depth), flat.format),
      avifImageDestroy);
  image->yuvRange = flat.range;
  image->colorPrimaries = flat.primaries;
  image->transferCharacteristics = flat.transfer;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT709;
  FileBytes pixels;
  for (int i = 0; i < flat.width * flat.height; ++i) pixels.insert(pixels.end(), {flat.red, flat.green, flat.blue});
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image.get());
  rgb.depth = 8;
  rgb.format = AVIF_RGB_FORMAT_RGB;
  rgb.pixels = pixels.data();
  rgb.rowBytes = static_cast<std::uint32_t>(flat.width) * 3;
  avifImageRGBToYUV(image.get(), &rgb);
  const std::unique_ptr<avifEncoder, decltype(&avifEncoderDestroy)> encoder(avifEncoderCreate(), avifEncoderDestroy);
  encoder->speed = AVIF_SPEED_FASTEST;
  encoder->minQuantizer = encoder->maxQuantizer = AVIF_QUANTIZER_LOSSLESS;
  avifRWData output = AVIF_DATA_EMPTY;
  avifEncoderWrite(encoder.get(), image.get(), &output);
  FileBytes file(output.data, output.data + output.size);
  avifRWDataFree(&output);
  return file;
}

std::vector<int> shown(const FlatAvif& flat) {
  image::Picture picture = attempt_decode(flat_avif(flat)).value();
  return pixel(picture, flat.width / 2, flat.height / 2);
}

::testing::Matcher<int> near(int level) { return ::testing::AllOf(::testing::Ge(level - 2), ::testing::Le(level + 2)); }

TEST(DecodeAvif, ShowsEveryDepthRangeAndSubsampling) {
  for (const int depth : {8, 10, 12}) {
    for (const avifRange range : {AVIF_RANGE_FULL, AVIF_RANGE_LIMITED}) {
      for (const avifPixelFormat format :
           {AVIF_PIXEL_FORMAT_YUV444, AVIF_PIXEL_FORMAT_YUV422, AVIF_PIXEL_FORMAT_YUV420}) {
        const FlatAvif flat = {.red = 200, .green = 100, .blue = 50, .format = format, .range = range, .depth = depth};
        EXPECT_THAT(shown(flat), ElementsAre(near(200), near(100), near(50))) << depth << " " << range << " " << format;
      }
    }
  }
}

TEST(DecodeAvif, GivesGreyAsRgb) {
  EXPECT_THAT(shown({.red = 90, .green = 90, .blue = 90, .format = AVIF_PIXEL_FORMAT_YUV400}),
              ElementsAre(near(90), near(90), near(90)));
}

TEST(DecodeAvif, BringsDisplayP3ToSrgb) {
  for (const int depth : {8, 10}) {
    EXPECT_THAT(
        shown({.red = 117, .green = 251, .blue = 76, .depth = depth, .primaries = AVIF_COLOR_PRIMARIES_SMPTE432}),
        ElementsAre(::testing::Le(20), near(255), ::testing::Le(20)));
  }
}

TEST(DecodeAvif, TakesTheCurvesOfCamerasAsSrgb) {
  EXPECT_THAT(shown({.red = 60, .green = 60, .blue = 60, .transfer = AVIF_TRANSFER_CHARACTERISTICS_BT709}),
              ElementsAre(near(60), near(60), near(60)));
}

TEST(DecodeAvif, BringsHighDynamicRangeToWhite) {
  // Code 192 of PQ is 1000 cd/m2, the peak.
  EXPECT_THAT(shown({.red = 192, .green = 192, .blue = 192, .transfer = AVIF_TRANSFER_CHARACTERISTICS_SMPTE2084}),
              ElementsAre(near(255), near(255), near(255)));
  EXPECT_THAT(
      shown({.red = 255, .green = 255, .blue = 255, .depth = 10, .transfer = AVIF_TRANSFER_CHARACTERISTICS_HLG}),
      ElementsAre(near(255), near(255), near(255)));
}

TEST(DecodeAvif, HasNoSeamsBetweenBands) {
  // Taller than several bands, with chroma that changes from row to row.
  auto picture = attempt_decode(make_avif({.width = 32, .height = 300})).value();
  EXPECT_LE(distance_to_pattern(picture), 24);
  const FileBytes pattern = sample_pixels(32, 300);
  for (int y = 1; y < 300; ++y) {
    const int step = pixel(picture, 16, y)[1] - pixel(picture, 16, y - 1)[1];
    EXPECT_LE(std::abs(step), 6) << y;
  }
}

TEST(DecodeAvif, TakesTheAlphaPlane) {
  auto picture = attempt_decode(make_avif({.alpha = true})).value();
  ASSERT_EQ(picture.channels(), 4);
  EXPECT_NEAR(pixel(picture, 4, 24)[3], 0, 4);
  EXPECT_NEAR(pixel(picture, 60, 24)[3], 255, 4);
}

TEST(DecodeAvif, PutsTilesTogether) {
  auto picture = attempt_decode(make_avif({.width = 128, .height = 64, .columns = 2}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width(), 128);
}

TEST(DecodeAvif, LeavesTurningToTheCaller) {
  auto turned = attempt_decode(make_avif({.width = 64, .height = 32, .quarter_turns = 1}));
  ASSERT_TRUE(turned);
  EXPECT_EQ(turned->width(), 64);
  auto mirrored = attempt_decode(make_avif({.mirror_left_right = true})).value();
  auto plain = attempt_decode(make_avif()).value();
  EXPECT_EQ(pixel(mirrored, 3, 3), pixel(plain, 3, 3));
}

TEST(DecodeAvif, RefusesDamagedData) {
  FileBytes file = make_avif({.width = 256, .height = 256});
  const image::ProbeOutcome probed = *image::probe(file, {});
  std::fill_n(std::ranges::search(file, as_bytes("mdat")).end(), 32, 0);  // the sequence and frame headers
  EXPECT_EQ(decode_refusal(file, probed), ErrorCode::kCorruptImage);
  EXPECT_EQ(decode_refusal(Bytes(file).first(200), probed), ErrorCode::kCorruptImage);
}

TEST(DecodeAvif, StartsNoThread) {
  const FileBytes file = make_avif({.width = 512, .height = 512, .alpha = true});
  const auto source = image::open_picture(file, *image::probe(file, {}), {}).value();
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}), 1);
}

TEST(DecodeAvif, TellsSeveralAssociationBoxesApart) {
  const auto ipma = [](std::uint8_t flags) { return bmff_box("ipma", FileBytes{0, 0, 0, flags, 0, 0, 0, 0}); };
  const auto file_with = [](Bytes boxes) {
    return bmff_box("meta", join({FileBytes(4), bmff_box("iprp", join({bmff_box("ipco", {}), boxes}))}));
  };
  const FileBytes file = file_with(join({ipma(0), ipma(0), ipma(1)}));
  EXPECT_EQ(image::with_distinct_associations(file), file_with(join({ipma(0), ipma(2), ipma(5)})));
  EXPECT_EQ(image::with_distinct_associations(file_with(ipma(0))), std::nullopt);
}

}  // namespace
}  // namespace pictor::test
