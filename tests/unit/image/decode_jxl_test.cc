#include <gtest/gtest.h>

#include "image/orient.h"
#include "unit/image/decode_attempt.h"
#include "unit/image/fidelity.h"

namespace pictor::test {
namespace {

const image::Limits kOn{.inputs = FormatSet::of(Format::kJxl)};

Result<image::Picture> attempt(const FileBytes& file) { return attempt_decode(file, TRY(image::probe(file, kOn))); }

TEST(DecodeJxl, ShowsThePatternInEveryForm) {
  for (const JxlSample& sample : {JxlSample{}, JxlSample{.depth = 16}, JxlSample{.container = true},
                                  JxlSample{.frames = 3}, JxlSample{.icc = srgb_icc_profile()}}) {
    auto picture = attempt(make_jxl(sample)).value();
    EXPECT_EQ(picture.channels(), 3);
    EXPECT_LE(distance_to_pattern(picture), 1);
  }
}

TEST(DecodeJxl, ShowsGreyInThreeChannels) {
  auto picture = attempt(make_jxl({.grey = true})).value();
  ASSERT_EQ(picture.channels(), 3);
  EXPECT_EQ(pixel(picture, 0, 0), (std::vector{0, 0, 0}));
  // Full red and green: 0.299 and 0.587 of the light of Rec. 601.
  EXPECT_EQ(pixel(picture, 63, 47), (std::vector{225, 225, 225}));
}

TEST(DecodeJxl, ShowsLossyPicturesAsTheyLooked) {
  const image::Picture picture = attempt(make_jxl({.lossless = false})).value();
  EXPECT_GE(score(sample_picture(64, 48, false).view(), picture.view()), 80);
}

TEST(DecodeJxl, TakesAlpha) {
  for (const int depth : {8, 16}) {
    auto picture = attempt(make_jxl({.alpha = true, .depth = depth})).value();
    ASSERT_EQ(picture.channels(), 4);
    EXPECT_LE(distance_to_pattern(picture, 0, true), 1);
  }
}

TEST(DecodeJxl, TurnsThePictureAsItsHeaderSays) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const image::Picture picture = attempt(make_jxl({.orientation = orientation})).value();
    const image::Picture expected = image::orient(sample_picture(64, 48, false), image::Orientation(orientation));
    EXPECT_TRUE(identical(picture.view(), expected.view())) << orientation;
  }
}

TEST(DecodeJxl, IgnoresTheExifOrientation) {
  const image::Picture picture = attempt(make_jxl({.container = true, .exif = exif_with_orientation(6)})).value();
  EXPECT_TRUE(identical(picture.view(), sample_picture(64, 48, false).view()));
}

TEST(DecodeJxl, BringsDisplayP3ToSrgb) {
  const image::Picture picture = attempt(make_jxl({.icc = display_p3_icc_profile()})).value();
  EXPECT_GE(score(from_display_p3(sample_picture(64, 48, false)).view(), picture.view()), 90);
}

TEST(DecodeJxl, TonesHighDynamicRangeDown) {
  auto picture = attempt(make_jxl({.depth = 16, .pq = true})).value();
  // Full red and green: the peak of the range, which is shown as bright as the display can.
  EXPECT_GE(pixel(picture, 63, 47)[0], 250);
  EXPECT_GE(pixel(picture, 63, 47)[1], 250);
  EXPECT_LE(pixel(picture, 4, 4)[0], 5);
}

TEST(DecodeJxl, RefusesACodestreamThatIsCutShort) {
  const FileBytes file = make_jxl({.width = 200, .height = 150, .lossless = false});
  for (const std::size_t size : {file.size() - 1, file.size() / 2, file.size() / 8}) {
    const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(attempt(cut).error().code, ErrorCode::kCorruptImage) << size;
  }
}

TEST(DecodeJxl, RefusesASizeThatThePixelsDoNotHave) {
  const FileBytes file = make_jxl();
  image::ProbeOutcome other = image::probe(file, kOn).value();
  other.facts.width = 63;
  EXPECT_EQ(decode_refusal(file, other), ErrorCode::kCorruptImage);
}

}  // namespace
}  // namespace pictor::test
