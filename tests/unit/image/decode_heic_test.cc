#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;

/// Where the payload of the first box of that type starts.
std::size_t payload_of(const FileBytes& file, std::string_view type) { return as_text(file).find(type) + 4; }

TEST(DecodeHeic, ShowsThePictureInEveryDepth) {
  for (const int depth : {8, 10}) {
    auto picture = attempt_decode(make_heic({.depth = depth})).value();
    EXPECT_EQ(picture.channels(), 3);
    EXPECT_LE(distance_to_pattern(picture), 8) << depth;
  }
}

TEST(DecodeHeic, TakesTheAlphaPlane) {
  auto picture = attempt_decode(make_heic({.alpha = true})).value();
  ASSERT_EQ(picture.channels(), 4);
  EXPECT_NEAR(pixel(picture, 4, 24)[3], 0, 6);
  EXPECT_NEAR(pixel(picture, 60, 24)[3], 255, 6);
}

TEST(DecodeHeic, PutsTheTilesOfAGridInTheirPlaces) {
  auto picture = attempt_decode(make_heic({.width = 150, .height = 100, .columns = 3, .rows = 2})).value();
  EXPECT_EQ(picture.width(), 150);
  EXPECT_EQ(picture.height(), 100);
  EXPECT_LE(distance_to_pattern(picture), 8);
}

TEST(DecodeHeic, ShowsTheCornerOfATileThatExceedsItsGrid) {
  auto picture = attempt_decode(make_heic({.width = 29, .height = 50, .alpha = true, .grid = true})).value();
  EXPECT_EQ(picture.width(), 29);
  EXPECT_LE(distance_to_pattern(picture, 0, true), 8);
}

TEST(DecodeHeic, ShowsTheMiddleThatACropLeaves) {
  auto whole = attempt_decode(make_heic()).value();
  auto cropped = attempt_decode(make_heic({.crop = CropSample{60, 41}})).value();
  ASSERT_EQ(cropped.width(), 60);
  ASSERT_EQ(cropped.height(), 41);
  EXPECT_EQ(pixel(cropped, 0, 0), pixel(whole, 2, 3));
  EXPECT_EQ(pixel(cropped, 59, 40), pixel(whole, 61, 43));
}

TEST(DecodeHeic, BringsDisplayP3ToSrgb) {
  auto srgb = attempt_decode(make_heic()).value();
  for (const HeicSample& sample : {HeicSample{.icc = display_p3_icc_profile()}, HeicSample{.primaries = 12}}) {
    auto wide = attempt_decode(make_heic(sample)).value();
    // The greenish corner is greener still, and has no red left.
    EXPECT_LT(pixel(wide, 8, 44)[0] + 20, pixel(srgb, 8, 44)[0] + 20 + 1);
    EXPECT_GE(pixel(wide, 8, 44)[1], pixel(srgb, 8, 44)[1]);
    EXPECT_NE(pixel(wide, 40, 10), pixel(srgb, 40, 10));
  }
}

TEST(DecodeHeic, TonesHighDynamicRangeDown) {
  for (const int transfer : {16, 18}) {
    auto picture = attempt_decode(make_heic({.depth = 10, .primaries = 9, .transfer = transfer})).value();
    // Full red and green: the peak of the range, which is shown as bright as the display can.
    EXPECT_GE(pixel(picture, 63, 47)[0], 250) << transfer;
    EXPECT_GE(pixel(picture, 63, 47)[1], 250) << transfer;
  }
}

TEST(DecodeHeic, ShowsTheBaseOfAPictureWithAGainMap) {
  auto picture = attempt_decode(make_heic({.gain_map = "urn:com:apple:photo:2020:aux:hdrgainmap"})).value();
  EXPECT_EQ(picture.channels(), 3);
  EXPECT_LE(distance_to_pattern(picture), 8);
}

TEST(DecodeHeic, RefusesASizeThatThePixelsDoNotHave) {
  FileBytes file = make_heic();
  file[payload_of(file, "ispe") + 7] = 62;
  EXPECT_EQ(decode_refusal(file, image::probe(file, {}).value()), ErrorCode::kCorruptImage);
}

TEST(DecodeHeic, RefusesACodedPictureThatIsCutShort) {
  const FileBytes file = make_heic();
  const std::size_t data = payload_of(file, "mdat");
  FileBytes damaged = file;
  std::fill(damaged.begin() + static_cast<std::ptrdiff_t>(data + (file.size() - data) / 2), damaged.end(), 0);
  EXPECT_EQ(decode_refusal(damaged, image::probe(damaged, {}).value()), ErrorCode::kCorruptImage);
}

TEST(DecodeHeic, RefusesAnItemOfTwoPictures) {
  const FileBytes file = make_heic();
  // The item's one extent is doubled: its bytes come twice.
  FileBytes doubled = file;
  const std::size_t slices = payload_of(file, "mdat");
  doubled = join({doubled, Bytes(file).subspan(slices)});
  const std::size_t extent = payload_of(file, "iloc") + 8 + 2 + 2 + 2 + 4;
  const auto length = static_cast<std::uint32_t>(2 * (file.size() - slices));
  std::ranges::copy(be32(length), &doubled[extent]);
  std::ranges::copy(be32(length + 8), &doubled[slices - 8]);
  EXPECT_EQ(decode_refusal(doubled, image::probe(doubled, {}).value()), ErrorCode::kCorruptImage);
}

}  // namespace
}  // namespace pictor::test
