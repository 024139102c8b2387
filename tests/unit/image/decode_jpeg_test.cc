#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "image/decode/jpeg_scale.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;
using Color = JpegSample::Color;

/// The file with bytes put in before the first of a pair.
FileBytes with_inserted(const FileBytes& file, std::uint8_t marker, Bytes inserted) {
  const std::array<std::uint8_t, 2> pair = {0xFF, marker};
  const auto at = std::ranges::search(file, pair).begin();
  return join({Bytes(file.begin(), at), inserted, Bytes(at, file.end())});
}

/// The file without the first `0xFF marker`.
FileBytes without(FileBytes file, std::uint8_t marker) {
  const std::array<std::uint8_t, 2> pair = {0xFF, marker};
  const auto found = std::ranges::search(file, pair);
  file.erase(found.begin(), found.end());
  return file;
}

TEST(DecodeJpeg, ShowsThePatternWithinAFewLevels) {
  auto picture = attempt_decode(make_jpeg({.quality = 98}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->channels(), 3);
  EXPECT_LE(distance_to_pattern(*picture), 6);
}

TEST(DecodeJpeg, GivesProgressivePicturesThePixelsOfSequentialOnes) {
  const auto sequential = attempt_decode(make_jpeg());
  const auto progressive = attempt_decode(make_jpeg({.progressive = true}));
  ASSERT_TRUE(sequential && progressive);
  EXPECT_TRUE(std::ranges::equal(std::span(sequential->view().pixels, sequential->view().size()),
                                 std::span(progressive->view().pixels, progressive->view().size())));
}

TEST(DecodeJpeg, TakesTheSmallestEighthThatIsNoSmallerThanTheTarget) {
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {}), 8);
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {.min_width = 100, .min_height = 75}), 1);
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {.min_width = 101, .min_height = 75}), 2);
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {.min_width = 100, .min_height = 76}), 2);
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {.min_width = 601, .min_height = 1}), 7);
  EXPECT_EQ(image::jpeg_scale_for(800, 600, {.min_width = 5000, .min_height = 5000}), 8);
  EXPECT_EQ(image::jpeg_scale_for(65535, 65535, {.min_width = 65534, .min_height = 1}), 8);
}

TEST(DecodeJpeg, CoversTheExactExtentWhenScaled) {
  const FileBytes file = make_jpeg({.width = 101, .height = 75});
  const auto source = image::open_picture(file, *image::probe(file, {}), {.min_width = 20, .min_height = 10}).value();
  EXPECT_EQ(source->shape().width, 26);
  EXPECT_EQ(source->shape().height, 19);
  EXPECT_DOUBLE_EQ(source->shape().extent_width, 101 * 2 / 8.0);
  EXPECT_DOUBLE_EQ(source->shape().extent_height, 75 * 2 / 8.0);
}

TEST(DecodeJpeg, ShowsTheSameColoursAtEveryScale) {
  const FileBytes file = make_jpeg({.width = 128, .height = 128, .quality = 98});
  for (int eighths = 1; eighths <= 8; ++eighths) {
    auto picture = attempt_decode(file, {.min_width = 16 * eighths, .min_height = 16 * eighths});
    ASSERT_TRUE(picture);
    ASSERT_EQ(picture->width(), 16 * eighths);
    const FileBytes pattern = sample_pixels(128, 128);
    const std::uint8_t* middle = &pattern[(64 * 128 + 64) * 4];
    const std::vector<int> is = pixel(*picture, 8 * eighths, 8 * eighths);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(is[c], middle[c], 12) << eighths << "/8";
  }
}

TEST(DecodeJpeg, GivesGreyAsRgb) {
  auto picture = attempt_decode(make_jpeg({.color = Color::kGrey}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->channels(), 3);
  const std::vector<int> is = pixel(*picture, 40, 20);
  EXPECT_EQ(is[0], is[1]);
  EXPECT_EQ(is[1], is[2]);
}

TEST(DecodeJpeg, GivesInkWithoutAProfileAsRgb) {
  auto picture = attempt_decode(make_jpeg({.color = Color::kCmyk, .quality = 98}));
  ASSERT_TRUE(picture);
  EXPECT_LE(distance_to_pattern(*picture), 6);
}

TEST(DecodeJpeg, ConvertsTheEmbeddedProfile) {
  const FileBytes plain = make_jpeg({.quality = 98});
  const FileBytes wide = make_jpeg({.quality = 98, .icc = display_p3_icc_profile()});
  const FileBytes marked_srgb = make_jpeg({.quality = 98, .icc = srgb_icc_profile()});
  auto as_stored = attempt_decode(plain).value();
  auto from_p3 = attempt_decode(wide).value();
  auto from_srgb = attempt_decode(marked_srgb).value();
  EXPECT_GT(pixel(from_p3, 60, 4)[0], pixel(as_stored, 60, 4)[0]);  // P3's red is redder than sRGB's
  EXPECT_EQ(pixel(from_srgb, 60, 4), pixel(as_stored, 60, 4));
}

TEST(DecodeJpeg, IgnoresABrokenProfile) { EXPECT_TRUE(attempt_decode(make_jpeg({.icc = FileBytes(3000, 0x5A)}))); }

TEST(DecodeJpeg, RefusesScansThatEndEarly) {
  const FileBytes file = make_jpeg({.width = 256, .height = 256});
  FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2));
  cut.insert(cut.end(), {0xFF, 0xD9});
  EXPECT_EQ(decode_refusal(cut, *image::probe(file, {})), ErrorCode::kCorruptImage);
  for (const bool progressive : {false, true}) {
    const FileBytes whole = make_jpeg({.width = 256, .height = 256, .progressive = progressive});
    const Bytes half = Bytes(whole).first(whole.size() / 2);
    EXPECT_EQ(decode_refusal(half, *image::probe(whole, {})), ErrorCode::kCorruptImage);
  }
}

TEST(DecodeJpeg, RefusesAMissingRestartMarker) {
  const FileBytes file = make_jpeg({.width = 256, .height = 256, .restart_rows = 1});
  ASSERT_FALSE(decode_refusal(file, *image::probe(file, {})));
  EXPECT_EQ(decode_refusal(without(file, 0xD3), *image::probe(file, {})), ErrorCode::kCorruptImage);
}

TEST(DecodeJpeg, TakesBytesThatStandBetweenSegments) {
  const FileBytes file = make_jpeg();
  const FileBytes padded = with_inserted(file, 0xDB, FileBytes{0, 0, 0});
  EXPECT_EQ(decode_refusal(padded, *image::probe(file, {})), std::nullopt);
}

TEST(DecodeJpeg, RefusesAnotherSizeThanWasProbed) {
  image::ProbeOutcome probed = *image::probe(make_jpeg(), {});
  EXPECT_EQ(decode_refusal(make_jpeg({.width = 640}), probed), ErrorCode::kCorruptImage);
}

TEST(DecodeJpeg, DecodesInStoredOrientation) {
  auto picture = attempt_decode(make_jpeg({.width = 64, .height = 32, .orientation = 6}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width(), 64);
}

TEST(DecodeJpeg, CallsADepthOfTwelveBitsUnprocessable) {
  FileBytes file = make_jpeg();
  const auto frame = std::ranges::search(file, std::array<std::uint8_t, 2>{0xFF, 0xC0}).begin();
  frame[4] = 12;
  EXPECT_EQ(decode_refusal(file, *image::probe(make_jpeg(), {})), ErrorCode::kUnprocessable);
}

}  // namespace
}  // namespace pictor::test
