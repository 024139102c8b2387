#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>

#include "image/color/icc_profile.h"
#include "image/decode/png/adam7.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;
using Color = PngSample::Color;

constexpr std::uint8_t kGrey = 0;
constexpr std::uint8_t kRgb = 2;
constexpr std::uint8_t kPalette = 3;

FileBytes zlib_stream(Bytes raw) {
  uLongf size = compressBound(raw.size());
  FileBytes out(size);
  compress2(out.data(), &size, raw.data(), raw.size(), 1);
  out.resize(size);
  return out;
}

/// A picture of one row: `samples` as packed by depth and colour type; `chunks` before the picture data.
FileBytes png_row(std::uint32_t width, std::uint8_t depth, std::uint8_t color, Bytes samples, Bytes chunks = {}) {
  const FileBytes filter_type = {0};
  return join({png_signature(), png_chunk("IHDR", png_header(width, 1, depth, color)), chunks,
               png_chunk("IDAT", zlib_stream(join({filter_type, samples}))), png_chunk("IEND", {})});
}

/// All samples of the decoded row.
std::vector<int> decoded(const FileBytes& file) {
  const image::Picture picture = attempt_decode(file).value();
  return {picture.view().row(0), picture.view().row(0) + picture.stride()};
}

FileBytes gamma_chunk(double gamma) {
  return png_chunk("gAMA", be32(static_cast<std::uint32_t>(gamma * 100'000 + 0.5)));
}

FileBytes profile_chunk(Bytes profile) {
  constexpr std::string_view kNameAndMethod("ICC\0\0", 5);
  return png_chunk("iCCP", join({as_bytes(kNameAndMethod), zlib_stream(profile)}));
}

TEST(DecodePng, ShowsThePatternOfEveryColourTypeAndDepth) {
  for (const bool interlaced : {false, true}) {
    for (const int depth : {8, 16}) {
      for (const Color color : {Color::kRgb, Color::kRgbAlpha}) {
        const bool alpha = color == Color::kRgbAlpha;
        auto picture = attempt_decode(
            make_png({.width = 61, .height = 37, .color = color, .depth = depth, .interlaced = interlaced}));
        ASSERT_TRUE(picture);
        EXPECT_EQ(picture->channels(), alpha ? 4 : 3);
        EXPECT_EQ(distance_to_pattern(*picture, 0, alpha), 0) << depth << " bits, interlaced " << interlaced;
      }
    }
  }
}

TEST(DecodePng, ShowsInterlacedPicturesAsSequentialOnes) {
  for (const Color color : {Color::kGrey, Color::kGreyAlpha, Color::kPalette}) {
    for (const int width : {1, 2, 3, 5, 9, 64}) {
      const auto sequential = attempt_decode(make_png({.width = width, .height = 11, .color = color})).value();
      const auto interlaced =
          attempt_decode(make_png({.width = width, .height = 11, .color = color, .interlaced = true})).value();
      EXPECT_EQ(std::memcmp(sequential.view().pixels, interlaced.view().pixels, sequential.view().size()), 0) << width;
    }
  }
}

TEST(DecodePng, SpreadsFewBitsOverTheWholeRange) {
  EXPECT_THAT(decoded(png_row(2, 1, kGrey, FileBytes{0b01000000})), ElementsAre(0, 0, 0, 255, 255, 255));
  EXPECT_THAT(decoded(png_row(2, 2, kGrey, FileBytes{0b01100000})), ElementsAre(85, 85, 85, 170, 170, 170));
  EXPECT_THAT(decoded(png_row(2, 4, kGrey, FileBytes{0x1E})), ElementsAre(17, 17, 17, 238, 238, 238));
}

TEST(DecodePng, RoundsSixteenBitsToTheNearestLevel) {
  const FileBytes samples = join({be16(128), be16(129), be16(0x8101)});
  EXPECT_THAT(decoded(png_row(1, 16, kRgb, samples)), ElementsAre(0, 1, 129));
}

TEST(DecodePng, MakesOneColourTransparent) {
  const FileBytes key = png_chunk("tRNS", join({be16(1), be16(2), be16(3)}));
  EXPECT_THAT(decoded(png_row(2, 8, kRgb, FileBytes{1, 2, 3, 1, 2, 4}, key)), ElementsAre(1, 2, 3, 0, 1, 2, 4, 255));
  const FileBytes deep_key = png_chunk("tRNS", be16(0x0101));
  EXPECT_THAT(decoded(png_row(2, 16, kGrey, FileBytes{1, 1, 1, 0}, deep_key)), ElementsAre(1, 1, 1, 0, 1, 1, 1, 255));
}

TEST(DecodePng, TakesTheAlphaOfPaletteEntries) {
  const FileBytes chunks =
      join({png_chunk("PLTE", FileBytes{10, 20, 30, 40, 50, 60}), png_chunk("tRNS", FileBytes{7})});
  EXPECT_THAT(decoded(png_row(2, 1, kPalette, FileBytes{0b01000000}, chunks)),
              ElementsAre(10, 20, 30, 7, 40, 50, 60, 255));
}

TEST(DecodePng, TakesTheUsualGammaAsSrgb) {
  EXPECT_THAT(decoded(png_row(1, 8, kRgb, FileBytes{10, 100, 200}, gamma_chunk(1 / 2.2))), ElementsAre(10, 100, 200));
}

TEST(DecodePng, BringsLinearLightToSrgb) {
  // IEC 61966-2-1: 1.055 * (55 / 255) ^ (1 / 2.4) - 0.055 = 0.5016.
  const auto near_128 = ::testing::AllOf(::testing::Ge(127), ::testing::Le(129));
  EXPECT_THAT(decoded(png_row(1, 8, kGrey, FileBytes{55}, gamma_chunk(1.0))),
              ElementsAre(near_128, near_128, near_128));
}

TEST(DecodePng, LetsTheSrgbChunkRuleOverGamma) {
  const FileBytes chunks = join({png_chunk("sRGB", FileBytes{0}), gamma_chunk(1.0)});
  EXPECT_THAT(decoded(png_row(1, 8, kGrey, FileBytes{55}, chunks)), ElementsAre(55, 55, 55));
}

TEST(DecodePng, TakesPrimariesWithGamma) {
  // Display P3's, in the order of cHRM: white, red, green, blue.
  FileBytes p3;
  for (const std::uint32_t value : {31270u, 32900u, 68000u, 32000u, 26500u, 69000u, 15000u, 6000u})
    p3 = join({p3, be32(value)});
  const FileBytes chunks = join({gamma_chunk(1 / 2.2), png_chunk("cHRM", p3)});
  const std::vector<int> green = decoded(png_row(1, 8, kRgb, FileBytes{117, 251, 76}, chunks));
  EXPECT_LE(green[0], 4);
  EXPECT_GE(green[1], 253);
}

TEST(DecodePng, ConvertsTheEmbeddedProfile) {
  const std::vector<int> green =
      decoded(png_row(1, 8, kRgb, FileBytes{117, 251, 76}, profile_chunk(display_p3_icc_profile())));
  EXPECT_LE(green[0], 4);
  EXPECT_GE(green[1], 254);
}

TEST(DecodePng, IgnoresProfilesThatAreTooLargeOrDamaged) {
  const FileBytes bomb(image::IccProfile::kMaxBytes * 2);
  EXPECT_THAT(decoded(png_row(1, 8, kGrey, FileBytes{55}, profile_chunk(bomb))), ElementsAre(55, 55, 55));
  const FileBytes no_stream = png_chunk("iCCP", as_bytes(std::string_view("ICC\0\0not zlib", 13)));
  EXPECT_THAT(decoded(png_row(1, 8, kGrey, FileBytes{55}, no_stream)), ElementsAre(55, 55, 55));
}

TEST(DecodePng, StepsOverChunksThatMakeNoPixels) {
  const FileBytes chunks =
      join({png_chunk("zTXt", as_bytes(std::string_view("Comment\0\0not zlib", 17))),
            png_chunk("tIME", FileBytes{1, 2, 99, 99, 99, 99, 99}), png_chunk("prVT", FileBytes(100))});
  EXPECT_THAT(decoded(png_row(1, 8, kGrey, FileBytes{55}, chunks)), ElementsAre(55, 55, 55));
}

TEST(DecodePng, RefusesDamageUnderARightCrc) {
  const FileBytes head = join({png_signature(), png_chunk("IHDR", png_header(1, 1, 8, kGrey))});
  const auto file_with = [&](Bytes data) { return join({head, png_chunk("IDAT", data), png_chunk("IEND", {})}); };
  const auto refusal_of = [&](Bytes data) {
    return decode_refusal(file_with(data), *image::probe(file_with(data), {}));
  };
  EXPECT_EQ(refusal_of(zlib_stream(FileBytes{0, 55})), std::nullopt);
  EXPECT_EQ(refusal_of(FileBytes(40, 0xAA)), ErrorCode::kCorruptImage);
  EXPECT_EQ(refusal_of(zlib_stream(FileBytes{0})), ErrorCode::kCorruptImage);      // too few samples
  EXPECT_EQ(refusal_of(zlib_stream(FileBytes{9, 55})), ErrorCode::kCorruptImage);  // no such filter
}

TEST(DecodePng, KnowsTheColumnsAndRowsOfAdam7) {
  std::uint32_t pixels_of_8x8 = 0;
  for (const image::Adam7Pass& pass : image::kAdam7) pixels_of_8x8 += pass.columns.count(8) * pass.rows.count(8);
  EXPECT_EQ(pixels_of_8x8, 64u);
}

}  // namespace
}  // namespace pictor::test
