#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::HasSubstr;

constexpr std::uint8_t kAnimation = 0x02;

/// A VP8L chunk that is only a header.
FileBytes lossless_chunk(std::uint32_t width, std::uint32_t height) {
  return riff_chunk("VP8L", join({as_bytes("\x2F"), le32((width - 1) | (height - 1) << 14)}));
}

FileBytes canvas_chunk(std::uint32_t width, std::uint32_t height, std::uint8_t flags = 0) {
  return riff_chunk("VP8X", join({le32(flags), le24(width - 1), le24(height - 1)}));
}

FileBytes animation_chunk(std::uint32_t loops) { return riff_chunk("ANIM", join({le32(0), le16(loops)})); }

FileBytes frame_chunk(std::uint32_t left, std::uint32_t top, std::uint32_t width, std::uint32_t height, Bytes inside) {
  return riff_chunk("ANMF",
                    join({le24(left / 2), le24(top / 2), le24(width - 1), le24(height - 1), le32(100), inside}));
}

FileBytes animation(Bytes frames) {
  return riff_file(join({canvas_chunk(16, 16, kAnimation), animation_chunk(7), frames}));
}

TEST(ProbeWebp, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_webp({.width = 65, .height = 33}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kWebp, .width = 65, .height = 33}));
  EXPECT_EQ(outcome.bit_depth, 8);
}

TEST(ProbeWebp, TellsAlphaOfBothKinds) {
  EXPECT_TRUE(probed(make_webp({.alpha = true})).facts.has_alpha);
  EXPECT_TRUE(probed(make_webp({.lossless = true, .alpha = true})).facts.has_alpha);
  EXPECT_FALSE(probed(make_webp({.lossless = true})).facts.has_alpha);
}

TEST(ProbeWebp, CountsFramesAndLoops) {
  const image::ProbeOutcome outcome = probed(make_webp({.frames = 5, .loop_count = 3}));
  EXPECT_EQ(outcome.facts.frames, 5);
  EXPECT_EQ(outcome.loop_count, 3);
}

TEST(ProbeWebp, TurnsTheSizeByTheExifOrientation) {
  const image::ProbeOutcome outcome = probed(make_webp({.width = 64, .height = 48, .orientation = 5}));
  EXPECT_EQ(outcome.orientation, image::Orientation::kTranspose);
  EXPECT_EQ(outcome.facts.width, 48);
}

TEST(ProbeWebp, SeesTheColourProfile) { EXPECT_TRUE(probed(make_webp({.icc = srgb_icc_profile()})).has_icc); }

TEST(ProbeWebp, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make_webp())), std::nullopt); }

TEST(ProbeWebp, RefusesEveryTruncation) {
  EXPECT_EQ(accepted_truncations(make_webp({.width = 24, .height = 16, .alpha = true})), 0u);
  EXPECT_EQ(accepted_truncations(make_webp({.width = 24, .height = 16, .frames = 2})), 0u);
}

TEST(ProbeWebp, TellsTooManyPixelsOfATruncatedFile) {
  FileBytes file = riff_file(lossless_chunk(16'383, 16'383));
  file[4] = 0xFF;
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST(ProbeWebp, RefusesAFileWithoutPicture) {
  EXPECT_EQ(refusal_code(riff_file({})), ErrorCode::kCorruptImage);
  EXPECT_EQ(refusal_code(riff_file(canvas_chunk(16, 16))), ErrorCode::kCorruptImage);
}

TEST(ProbeWebp, RefusesAnUnknownFirstChunk) {
  EXPECT_EQ(refusal_code(riff_file(join({riff_chunk("ABCD", {}), lossless_chunk(8, 8)}))), ErrorCode::kCorruptImage);
}

TEST(ProbeWebp, RefusesAPictureThatIsNotAsLargeAsItsCanvas) {
  const FileBytes file = riff_file(join({canvas_chunk(16, 16), lossless_chunk(8, 16)}));
  EXPECT_THAT(refusal(file)->message, HasSubstr("as large as its canvas"));
}

TEST(ProbeWebp, RefusesAWrongBitstreamHeader) {
  FileBytes lossy = make_webp();
  lossy[12 + 8 + 3] ^= 1;  // start code
  EXPECT_EQ(refusal_code(lossy), ErrorCode::kCorruptImage);
  FileBytes lossless = make_webp({.lossless = true});
  lossless[12 + 8] ^= 1;  // signature
  EXPECT_EQ(refusal_code(lossless), ErrorCode::kCorruptImage);
}

TEST(ProbeWebp, RefusesAFrameOutsideItsCanvas) {
  EXPECT_EQ(refusal_code(animation(frame_chunk(0, 0, 8, 8, lossless_chunk(8, 8)))), std::nullopt);
  EXPECT_THAT(refusal(animation(frame_chunk(10, 0, 8, 8, lossless_chunk(8, 8))))->message,
              HasSubstr("outside its canvas"));
}

TEST(ProbeWebp, RefusesAFrameThatIsNotAsLargeAsItSays) {
  EXPECT_THAT(refusal(animation(frame_chunk(0, 0, 8, 8, lossless_chunk(16'000, 6'000))))->message,
              HasSubstr("as large as it says"));
}

TEST(ProbeWebp, RefusesAFrameWithoutPicture) {
  EXPECT_EQ(refusal_code(animation(frame_chunk(0, 0, 8, 8, {}))), ErrorCode::kCorruptImage);
}

TEST(ProbeWebp, RefusesAFrameWhereNoAnimationWasAnnounced) {
  const FileBytes frame = frame_chunk(0, 0, 16, 16, lossless_chunk(16, 16));
  EXPECT_EQ(refusal_code(riff_file(join({canvas_chunk(16, 16), animation_chunk(0), frame}))), ErrorCode::kCorruptImage);
}

}  // namespace
}  // namespace pictor::test
