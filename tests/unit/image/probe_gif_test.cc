#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

/// Header and logical screen without a colour table.
FileBytes gif_head(std::uint32_t width, std::uint32_t height) {
  const FileBytes rest = {0, 0, 0};
  return join({as_bytes("GIF89a"), le16(width), le16(height), rest});
}

/// An image whose LZW data mean nothing.
FileBytes gif_image(std::uint32_t left, std::uint32_t top, std::uint32_t width, std::uint32_t height) {
  const FileBytes data = {0, 2, 1, 0x44, 0};
  return join({as_bytes(","), le16(left), le16(top), le16(width), le16(height), data});
}

FileBytes gif_control(std::uint8_t packed) { return {0x21, 0xF9, 4, packed, 0, 0, 0, 0}; }

const FileBytes kTrailer = {0x3B};

TEST(ProbeGif, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_gif({.width = 65, .height = 33}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kGif, .width = 65, .height = 33}));
  EXPECT_EQ(outcome.loop_count, 1);
}

TEST(ProbeGif, CountsFramesAndLoops) {
  const image::ProbeOutcome outcome = probed(make_gif({.frames = 5, .loop_count = 3}));
  EXPECT_EQ(outcome.facts.frames, 5);
  EXPECT_EQ(outcome.loop_count, 4);  // the file stores repetitions
  EXPECT_EQ(probed(make_gif({.frames = 2, .loop_count = 0})).loop_count, 0);
}

TEST(ProbeGif, CountsATransparentColourAsAlpha) {
  EXPECT_TRUE(probed(make_gif({.transparent = true})).facts.has_alpha);
}

TEST(ProbeGif, CountsAnUncoveredScreenAsAlpha) {
  EXPECT_TRUE(probed(join({gif_head(8, 8), gif_image(1, 0, 7, 8), kTrailer})).facts.has_alpha);
  EXPECT_FALSE(probed(join({gif_head(8, 8), gif_image(0, 0, 8, 8), kTrailer})).facts.has_alpha);
}

TEST(ProbeGif, CountsAClearedScreenAsAlphaWhereMoreFramesFollow) {
  const FileBytes cleared = join({gif_control(2 << 2), gif_image(0, 0, 8, 8)});
  EXPECT_FALSE(probed(join({gif_head(8, 8), cleared, kTrailer})).facts.has_alpha);
  EXPECT_TRUE(probed(join({gif_head(8, 8), cleared, cleared, kTrailer})).facts.has_alpha);
}

TEST(ProbeGif, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make_gif())), std::nullopt); }

TEST(ProbeGif, TakesAMissingTrailerButNoOtherTruncation) {
  const FileBytes file = make_gif({.width = 16, .height = 8});
  EXPECT_EQ(accepted_truncations(file), 1u);
  EXPECT_EQ(refusal_code(Bytes(file).first(file.size() - 1)), std::nullopt);
}

TEST(ProbeGif, RefusesAFileWithoutFrames) {
  EXPECT_EQ(refusal_code(join({gif_head(8, 8), kTrailer})), ErrorCode::kCorruptImage);
}

TEST(ProbeGif, RefusesAnEmptyScreen) {
  EXPECT_EQ(refusal_code(join({gif_head(0, 8), gif_image(0, 0, 8, 8), kTrailer})), ErrorCode::kCorruptImage);
}

TEST(ProbeGif, RefusesAnEmptyFrame) {
  EXPECT_EQ(refusal_code(join({gif_head(8, 8), gif_image(0, 0, 0, 8), kTrailer})), ErrorCode::kCorruptImage);
}

TEST(ProbeGif, RefusesBytesThatBelongToNoBlock) {
  const FileBytes junk = {0x00};
  EXPECT_EQ(refusal_code(join({gif_head(8, 8), gif_image(0, 0, 8, 8), junk, kTrailer})), ErrorCode::kCorruptImage);
}

TEST(ProbeGif, KeepsTheScreenAsSizeWhenAFrameReachesBeyondIt) {
  const image::ProbeOutcome outcome = probed(join({gif_head(8, 8), gif_image(4, 4, 8, 8), kTrailer}));
  EXPECT_EQ(outcome.facts.width, 8);
  EXPECT_EQ(outcome.facts.height, 8);
}

TEST(ProbeGif, RefusesAFrameSoFarOutsideThatItsCanvasWouldBeTooLarge) {
  const FileBytes file = join({gif_head(16, 16), gif_image(60'000, 60'000, 100, 100), kTrailer});
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST(ProbeGif, StopsAtTheFirstFrameTooMany) {
  FileBytes file = gif_head(1, 1);
  for (int i = 0; i < 20; ++i) file = join({file, gif_image(0, 0, 1, 1)});
  const std::optional<Error> error = refusal(file, {.max_frames = 10});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, ErrorCode::kTooManyFrames);
  EXPECT_EQ(error->limit, 10);
  EXPECT_EQ(error->actual, 11);
}

}  // namespace
}  // namespace pictor::test
