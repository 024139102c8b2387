#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::HasSubstr;

const FileBytes kSoi = {0xFF, 0xD8};
const FileBytes kEoi = {0xFF, 0xD9};
constexpr std::uint8_t kSof0 = 0xC0;

TEST(ProbeJpeg, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_jpeg({.width = 65, .height = 33}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kJpeg, .width = 65, .height = 33}));
  EXPECT_EQ(outcome.orientation, image::Orientation::kNormal);
  EXPECT_EQ(outcome.bit_depth, 8);
  EXPECT_FALSE(outcome.has_icc);
}

TEST(ProbeJpeg, TakesEveryProcessThatCanBeDecoded) {
  EXPECT_EQ(refusal_code(make_jpeg({.color = JpegSample::Color::kGrey})), std::nullopt);
  EXPECT_EQ(refusal_code(make_jpeg({.color = JpegSample::Color::kCmyk})), std::nullopt);
  EXPECT_EQ(refusal_code(make_jpeg({.progressive = true})), std::nullopt);
  EXPECT_EQ(refusal_code(make_jpeg({.arithmetic = true})), std::nullopt);
  EXPECT_EQ(refusal_code(make_jpeg({.restart_rows = 1})), std::nullopt);
}

TEST(ProbeJpeg, TurnsTheSizeByTheExifOrientation) {
  const image::ProbeOutcome outcome = probed(make_jpeg({.width = 64, .height = 48, .orientation = 6}));
  EXPECT_EQ(outcome.orientation, image::Orientation::kRotate90);
  EXPECT_EQ(outcome.facts.width, 48);
  EXPECT_EQ(outcome.facts.height, 64);
}

TEST(ProbeJpeg, SeesTheColourProfile) { EXPECT_TRUE(probed(make_jpeg({.icc = srgb_icc_profile()})).has_icc); }

TEST(ProbeJpeg, IgnoresWhatFollowsTheImage) {
  EXPECT_EQ(refusal_code(with_tail(make_jpeg())), std::nullopt);
  EXPECT_EQ(refusal_code(join({make_jpeg(), make_jpeg()})), std::nullopt);
}

TEST(ProbeJpeg, RefusesEveryTruncation) {
  EXPECT_EQ(accepted_truncations(make_jpeg({.width = 24, .height = 16, .progressive = true})), 0u);
}

TEST(ProbeJpeg, SkipsBytesBetweenSegments) {
  const FileBytes junk = {0x00, 0x12, 0xFF, 0x00, 0xFF, 0xFF};
  EXPECT_EQ(refusal_code(join({kSoi, jpeg_frame_header(kSof0, 8, 8, 1), junk, jpeg_scan(), kEoi})), std::nullopt);
}

TEST(ProbeJpeg, RefusesAFileWithoutFrameHeader) {
  EXPECT_THAT(refusal(join({kSoi, jpeg_scan(), kEoi}))->message, HasSubstr("before its frame header"));
}

TEST(ProbeJpeg, RefusesAFileWithoutScan) {
  EXPECT_THAT(refusal(join({kSoi, jpeg_frame_header(kSof0, 8, 8, 1), kEoi}))->message, HasSubstr("no picture data"));
}

TEST(ProbeJpeg, RefusesTwoFrameHeaders) {
  const FileBytes header = jpeg_frame_header(kSof0, 8, 8, 1);
  EXPECT_EQ(refusal_code(join({kSoi, header, header, jpeg_scan(), kEoi})), ErrorCode::kCorruptImage);
}

TEST(ProbeJpeg, RefusesAHeightThatIsToldLater) {
  const FileBytes file = join({kSoi, jpeg_frame_header(kSof0, 8, 0, 1), jpeg_scan(), kEoi});
  EXPECT_EQ(refusal_code(file), ErrorCode::kCorruptImage);
}

TEST(ProbeJpeg, RefusesASegmentShorterThanItsLength) {
  const FileBytes segment = {0xFF, 0xE1, 0x00, 0x01};
  EXPECT_EQ(refusal_code(join({kSoi, segment, make_jpeg()})), ErrorCode::kCorruptImage);
}

TEST(ProbeJpeg, RefusesWrongSamplingFactors) {
  FileBytes header = jpeg_frame_header(kSof0, 8, 8, 1);
  header[11] = 0x51;
  EXPECT_EQ(refusal_code(join({kSoi, header, jpeg_scan(), kEoi})), ErrorCode::kCorruptImage);
}

TEST(ProbeJpeg, SaysThatLosslessAndHierarchicalAreNotSupported) {
  for (const int sof : {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF}) {
    const FileBytes file = join({kSoi, jpeg_frame_header(static_cast<std::uint8_t>(sof), 8, 8, 3), jpeg_scan(), kEoi});
    EXPECT_EQ(refusal_code(file), ErrorCode::kUnsupportedType) << sof;
  }
}

TEST(ProbeJpeg, SaysThatTwelveBitsAreNotSupported) {
  FileBytes header = jpeg_frame_header(0xC1, 8, 8, 1);
  header[4] = 12;
  EXPECT_EQ(refusal_code(join({kSoi, header, jpeg_scan(), kEoi})), ErrorCode::kUnsupportedType);
}

}  // namespace
}  // namespace pictor::test
