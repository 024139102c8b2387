#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::HasSubstr;

constexpr std::uint8_t kGrey = 0;
constexpr std::uint8_t kPalette = 3;

/// Picture data that nobody inflates here.
FileBytes data_chunk() { return png_chunk("IDAT", as_bytes("data")); }
FileBytes end_chunk() { return png_chunk("IEND", {}); }
FileBytes header_chunk(std::uint8_t depth = 8, std::uint8_t color = kGrey) {
  return png_chunk("IHDR", png_header(4, 3, depth, color));
}

/// A PNG with these bytes between header and picture data.
FileBytes png_with(Bytes chunks) { return join({png_signature(), header_chunk(), chunks, data_chunk(), end_chunk()}); }

TEST(ProbePng, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_png({.width = 65, .height = 33}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kPng, .width = 65, .height = 33}));
  EXPECT_EQ(outcome.bit_depth, 8);
  EXPECT_FALSE(outcome.has_icc);
}

TEST(ProbePng, TellsDepthAlphaAndProfile) {
  const image::ProbeOutcome outcome =
      probed(make_png({.color = PngSample::Color::kRgbAlpha, .depth = 16, .icc = srgb_icc_profile()}));
  EXPECT_TRUE(outcome.facts.has_alpha);
  EXPECT_EQ(outcome.bit_depth, 16);
  EXPECT_TRUE(outcome.has_icc);
}

TEST(ProbePng, CountsATransparentColourAsAlpha) {
  EXPECT_TRUE(probed(png_with(png_chunk("tRNS", be16(0)))).facts.has_alpha);
  EXPECT_FALSE(probed(png_with({})).facts.has_alpha);
}

TEST(ProbePng, TurnsTheSizeByTheExifOrientation) {
  const image::ProbeOutcome outcome = probed(make_png({.width = 64, .height = 48, .orientation = 8}));
  EXPECT_EQ(outcome.orientation, image::Orientation::kRotate270);
  EXPECT_EQ(outcome.facts.width, 48);
}

TEST(ProbePng, CountsAnAnimationAsItsDefaultImage) {
  const FileBytes animation = png_chunk("acTL", join({be32(0x7FFFFFFF), be32(0)}));
  EXPECT_EQ(probed(png_with(animation)).facts.frames, 1);
}

TEST(ProbePng, TakesInterlacedAndPalettePictures) {
  EXPECT_EQ(refusal_code(make_png({.interlaced = true})), std::nullopt);
  EXPECT_EQ(refusal_code(make_png({.color = PngSample::Color::kPalette})), std::nullopt);
}

TEST(ProbePng, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make_png())), std::nullopt); }

TEST(ProbePng, RefusesEveryTruncation) { EXPECT_EQ(accepted_truncations(make_png({.width = 8, .height = 8})), 0u); }

TEST(ProbePng, RefusesAPngWhoseCrcIsWrong) {
  for (const std::string_view type : {"IHDR", "PLTE", "IDAT", "IEND", "tEXt"}) {
    FileBytes file = make_png({.color = PngSample::Color::kPalette, .comment = "hello"});
    const std::size_t at = as_text(file).find(type);
    file[at - 4 + 8 + (type == "IEND" ? 0 : 1)] ^= 1;
    EXPECT_THAT(refusal(file)->message, HasSubstr(std::string(type) + " chunk has a wrong CRC"));
  }
}

TEST(ProbePng, RefusesAChunkLongerThanTheFile) {
  FileBytes chunk = png_chunk("tEXt", as_bytes("a"));
  chunk[0] = 0xFF;
  EXPECT_EQ(refusal_code(png_with(chunk)), ErrorCode::kCorruptImage);
}

TEST(ProbePng, RefusesAFileWithoutPictureData) {
  EXPECT_EQ(refusal_code(join({png_signature(), header_chunk(), end_chunk()})), ErrorCode::kCorruptImage);
  EXPECT_EQ(refusal_code(join({png_signature(), header_chunk(), png_chunk("IDAT", {}), end_chunk()})),
            ErrorCode::kCorruptImage);
}

TEST(ProbePng, RefusesAFileThatStartsWithoutItsHeader) {
  EXPECT_EQ(refusal_code(join({png_signature(), data_chunk(), end_chunk()})), ErrorCode::kCorruptImage);
}

TEST(ProbePng, RefusesAMissingPalette) {
  const FileBytes file = join({png_signature(), header_chunk(8, kPalette), data_chunk(), end_chunk()});
  EXPECT_THAT(refusal(file)->message, HasSubstr("no palette"));
}

TEST(ProbePng, RefusesAPaletteWhereNoneMayBe) {
  EXPECT_EQ(refusal_code(png_with(png_chunk("PLTE", as_bytes("rgb")))), ErrorCode::kCorruptImage);
}

TEST(ProbePng, RefusesDepthsThatTheColourTypeDoesNotHave) {
  for (const auto& [depth, color] : {std::pair<int, int>{3, 0}, {16, 3}, {4, 2}, {1, 4}, {2, 6}, {8, 1}, {8, 9}}) {
    const FileBytes header = header_chunk(static_cast<std::uint8_t>(depth), static_cast<std::uint8_t>(color));
    EXPECT_EQ(refusal_code(join({png_signature(), header, data_chunk(), end_chunk()})), ErrorCode::kCorruptImage)
        << depth << " bits of colour type " << color;
  }
}

TEST(ProbePng, RefusesPictureDataInTwoPlaces) {
  const FileBytes split = join({data_chunk(), png_chunk("tEXt", as_bytes("a"))});
  EXPECT_THAT(refusal(png_with(split))->message, HasSubstr("not in one place"));
}

TEST(ProbePng, RefusesACriticalChunkThatNobodyKnows) {
  EXPECT_EQ(refusal_code(png_with(png_chunk("ABCD", {}))), ErrorCode::kCorruptImage);
  EXPECT_EQ(refusal_code(png_with(png_chunk("abCd", {}))), std::nullopt);
}

TEST(ProbePng, RefusesAnEmptyPicture) {
  const FileBytes header = png_chunk("IHDR", png_header(0, 3, 8, kGrey));
  EXPECT_EQ(refusal_code(join({png_signature(), header, data_chunk(), end_chunk()})), ErrorCode::kCorruptImage);
}

}  // namespace
}  // namespace pictor::test
