#include <gtest/gtest.h>

#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

/// Where the payload of the first box of that type starts.
std::size_t payload_of(const FileBytes& file, std::string_view type) { return as_text(file).find(type) + 4; }

FileBytes picture_data(const FileBytes& file) {
  const Bytes data = Bytes(file).subspan(payload_of(file, "mdat"));
  return {data.begin(), data.end()};
}

/// A file of one item with other NAL units.
FileBytes with_picture_data(const FileBytes& file, const FileBytes& units) {
  const std::size_t data = payload_of(file, "mdat");
  const auto size = static_cast<std::uint32_t>(units.size());
  FileBytes changed = join({Bytes(file).first(data), units});
  std::ranges::copy(be32(size + 8), &changed[data - 8]);
  std::ranges::copy(be32(size), &changed[payload_of(file, "iloc") + 8 + 10]);
  return changed;
}

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
  for (const HeicSample& sample : {HeicSample{.icc = display_p3_icc_profile()}, HeicSample{.primaries = 12}}) {
    auto picture = attempt_decode(make_heic(sample)).value();
    // Stored is 161, 119, 0: light 0.3564, 0.1845, of which sRGB's red is 1.2249 R - 0.2247 G and its green
    // 1.0419 G - 0.0420 R. Its blue would be negative.
    EXPECT_NEAR(pixel(picture, 40, 22)[0], 169, 4);
    EXPECT_NEAR(pixel(picture, 40, 22)[1], 117, 4);
    EXPECT_LE(pixel(picture, 40, 22)[2], 4);
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
  const FileBytes doubled = with_picture_data(file, join({picture_data(file), picture_data(file)}));
  EXPECT_EQ(decode_refusal(doubled, image::probe(doubled, {}).value()), ErrorCode::kCorruptImage);
}

TEST(DecodeHeic, LeavesParameterSetsInThePictureDataOut) {
  const FileBytes file = make_heic();
  // Sets of one byte: libde265 would complain of them, or take them if they were whole.
  const FileBytes sets = join({be32(3), FileBytes{0x42, 1, 0xFF}, be32(3), FileBytes{0x44, 1, 0xFF}});
  auto picture = attempt_decode(with_picture_data(file, join({sets, picture_data(file)}))).value();
  EXPECT_LE(distance_to_pattern(picture), 8);
}

}  // namespace
}  // namespace pictor::test
