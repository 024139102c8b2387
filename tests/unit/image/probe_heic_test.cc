#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using image::Orientation;
using ::testing::HasSubstr;

/// Where the payload of the first box of that type starts.
std::size_t payload_of(const FileBytes& file, std::string_view type) { return as_text(file).find(type) + 4; }

void put_be32(FileBytes& file, std::size_t at, std::uint32_t value) { std::ranges::copy(be32(value), &file[at]); }

TEST(ProbeHeic, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_heic({.width = 66, .height = 34}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kHeic, .width = 66, .height = 34}));
  EXPECT_EQ(outcome.bit_depth, 8);
  EXPECT_FALSE(outcome.has_icc);
}

TEST(ProbeHeic, TellsDepthAlphaAndProfile) {
  const image::ProbeOutcome outcome = probed(make_heic({.alpha = true, .depth = 10, .icc = srgb_icc_profile()}));
  EXPECT_TRUE(outcome.facts.has_alpha);
  EXPECT_EQ(outcome.bit_depth, 10);
  EXPECT_TRUE(outcome.has_icc);
}

TEST(ProbeHeic, TellsTheSizeOfAGridThatItsTilesExceed) {
  const image::ProbeOutcome outcome = probed(make_heic({.width = 120, .height = 100, .columns = 2, .rows = 2}));
  EXPECT_EQ(outcome.facts.width, 120);
  EXPECT_EQ(outcome.facts.height, 100);
}

TEST(ProbeHeic, TellsTheSizeOfWhatIsLeftAfterTheCrop) {
  const image::ProbeOutcome outcome = probed(make_heic({.quarter_turns = 1, .crop = CropSample{63, 45}}));
  EXPECT_EQ(outcome.facts.width, 45);
  EXPECT_EQ(outcome.facts.height, 63);
}

TEST(ProbeHeic, IgnoresACropThatReachesBeyondThePicture) {
  FileBytes file = make_heic({.crop = CropSample{60, 40}});
  put_be32(file, payload_of(file, "clap"), 65);
  EXPECT_EQ(probed(file).facts.width, 64);
}

TEST(ProbeHeic, NamesRotationAndMirroringAsOneOrientation) {
  EXPECT_EQ(probed(make_heic({.quarter_turns = 3})).orientation, Orientation::kRotate90);
  EXPECT_EQ(probed(make_heic({.mirror_left_right = true})).orientation, Orientation::kFlipX);
  EXPECT_EQ(probed(make_heic({.quarter_turns = 1, .mirror_left_right = false})).orientation, Orientation::kTranspose);
}

TEST(ProbeHeic, IgnoresTheExifOrientation) {
  EXPECT_EQ(probed(make_heic({.exif = exif_with_orientation(6)})).orientation, Orientation::kNormal);
}

TEST(ProbeHeic, TakesNoGainMapForAlpha) {
  EXPECT_FALSE(probed(make_heic({.gain_map = "urn:com:apple:photo:2020:aux:hdrgainmap"})).facts.has_alpha);
}

TEST(ProbeHeic, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make_heic())), std::nullopt); }

TEST(ProbeHeic, RefusesEveryTruncation) {
  EXPECT_EQ(accepted_truncations(make_heic({.width = 16, .height = 16, .alpha = true})), 0u);
}

TEST(ProbeHeic, TellsTooManyPixelsOfATruncatedFile) {
  FileBytes file = make_heic();
  put_be32(file, payload_of(file, "ispe") + 4, 17'000);
  put_be32(file, payload_of(file, "ispe") + 8, 17'000);
  file.resize(file.size() - 1);
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST(ProbeHeic, RefusesABitstreamThatIsLargerThanThePictureMayBe) {
  FileBytes file = make_heic({.width = 512, .height = 512});
  put_be32(file, payload_of(file, "ispe") + 4, 1);
  put_be32(file, payload_of(file, "ispe") + 8, 1);
  EXPECT_EQ(refusal_code(file, {.max_pixels = 100'000}), ErrorCode::kTooManyPixels);
}

TEST(ProbeHeic, RefusesTilesThatTogetherHaveTooManyPixels) {
  const FileBytes file = make_heic({.width = 128, .height = 64, .columns = 2});
  EXPECT_EQ(refusal_code(file, {.max_total_pixels = 128 * 64 - 1}), ErrorCode::kTooManyPixels);
}

TEST(ProbeHeic, RefusesTilesThatAreTheSameBytesManyTimes) {
  FileBytes file = make_heic({.width = 64, .height = 64, .columns = 4, .rows = 4, .tile_side = 16});
  // Item 1 is the grid; every tile becomes the whole file.
  constexpr std::size_t kEntryBytes = 14;
  for (std::size_t tile = 1; tile <= 16; ++tile) {
    const std::size_t extent = payload_of(file, "iloc") + 8 + tile * kEntryBytes + 6;
    put_be32(file, extent, 0);
    put_be32(file, extent + 4, static_cast<std::uint32_t>(file.size()));
  }
  EXPECT_THAT(refusal(file)->message, HasSubstr("larger than the file"));
}

TEST(ProbeHeic, RefusesAGridWithoutItsTiles) {
  FileBytes file = make_heic({.width = 128, .height = 64, .columns = 2});
  std::ranges::copy(std::string_view("dimx"), &file[payload_of(file, "dimg") - 4]);
  EXPECT_THAT(refusal(file)->message, HasSubstr("lacks tiles"));
}

TEST(ProbeHeic, RefusesAPictureWithoutParameterSets) {
  FileBytes file = make_heic();
  file[payload_of(file, "hvcC") + 22] = 0;
  EXPECT_EQ(refusal_code(file), ErrorCode::kCorruptImage);
}

TEST(ProbeHeic, SaysThatOtherCodecsAreNotSupported) {
  FileBytes file = make_heic();
  std::ranges::copy(std::string_view("jpeg"), &file[payload_of(file, "infe") + 8]);
  EXPECT_EQ(refusal_code(file), ErrorCode::kUnsupportedType);
}

TEST(ProbeHeic, SurvivesEveryDamagedByteOfTheConfiguration) {
  const FileBytes file = make_heic({.width = 16, .height = 16});
  const std::size_t start = payload_of(file, "hvcC");
  for (std::size_t at = start; at < start + 100; ++at) {
    FileBytes damaged = file;
    damaged[at] ^= 0xFF;
    const std::optional<ErrorCode> code = refusal_code(damaged, {.max_pixels = 1000, .max_side = 100});
    EXPECT_TRUE(!code || *code == ErrorCode::kCorruptImage || *code == ErrorCode::kTooManyPixels ||
                *code == ErrorCode::kUnprocessable)
        << at;
  }
}

}  // namespace
}  // namespace pictor::test
