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

TEST(ProbeAvif, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make_avif({.width = 65, .height = 33}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kAvif, .width = 65, .height = 33}));
  EXPECT_EQ(outcome.bit_depth, 8);
  EXPECT_FALSE(outcome.has_icc);
}

TEST(ProbeAvif, TellsDepthAlphaAndProfile) {
  const image::ProbeOutcome outcome = probed(make_avif({.alpha = true, .depth = 10, .icc = srgb_icc_profile()}));
  EXPECT_TRUE(outcome.facts.has_alpha);
  EXPECT_EQ(outcome.bit_depth, 10);
  EXPECT_TRUE(outcome.has_icc);
}

TEST(ProbeAvif, TellsTheSizeOfAGrid) {
  const image::ProbeOutcome outcome = probed(make_avif({.width = 128, .height = 64, .grid_columns = 2}));
  EXPECT_EQ(outcome.facts.width, 128);
  EXPECT_EQ(outcome.facts.height, 64);
}

TEST(ProbeAvif, NamesRotationAndMirroringAsOneOrientation) {
  struct Case {
    std::optional<int> quarter_turns;
    std::optional<bool> mirror_left_right;
    Orientation orientation;
  };
  // The same pairs that libavif's encoder writes for EXIF orientations 1..8.
  for (const Case& c : {Case{{}, {}, Orientation::kNormal}, Case{{}, true, Orientation::kFlipX},
                        Case{2, {}, Orientation::kRotate180}, Case{{}, false, Orientation::kFlipY},
                        Case{1, false, Orientation::kTranspose}, Case{3, {}, Orientation::kRotate90},
                        Case{3, false, Orientation::kTransverse}, Case{1, {}, Orientation::kRotate270},
                        Case{3, true, Orientation::kTranspose}, Case{1, true, Orientation::kTransverse},
                        Case{2, true, Orientation::kFlipY}, Case{2, false, Orientation::kFlipX}}) {
    const FileBytes file = make_avif({.quarter_turns = c.quarter_turns, .mirror_left_right = c.mirror_left_right});
    const image::ProbeOutcome outcome = probed(file);
    EXPECT_EQ(outcome.orientation, c.orientation) << c.quarter_turns.value_or(0);
    EXPECT_EQ(outcome.facts.width, c.orientation >= Orientation::kTranspose ? 48 : 64);
  }
}

TEST(ProbeAvif, IgnoresTheExifOrientation) {
  const image::ProbeOutcome outcome = probed(make_avif({.exif = exif_with_orientation(6)}));
  EXPECT_EQ(outcome.orientation, Orientation::kNormal);
}

TEST(ProbeAvif, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make_avif())), std::nullopt); }

TEST(ProbeAvif, RefusesEveryTruncation) {
  EXPECT_EQ(accepted_truncations(make_avif({.width = 16, .height = 16, .alpha = true})), 0u);
}

TEST(ProbeAvif, TellsTooManyPixelsOfATruncatedFile) {
  FileBytes file = make_avif();
  put_be32(file, payload_of(file, "ispe") + 4, 17'000);
  put_be32(file, payload_of(file, "ispe") + 8, 17'000);
  file.resize(file.size() - 1);
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST(ProbeAvif, RefusesABitstreamThatIsLargerThanThePictureMayBe) {
  FileBytes file = make_avif({.width = 512, .height = 512});
  put_be32(file, payload_of(file, "ispe") + 4, 1);
  put_be32(file, payload_of(file, "ispe") + 8, 1);
  EXPECT_EQ(refusal_code(file, {.max_pixels = 100'000}), ErrorCode::kTooManyPixels);
}

TEST(ProbeAvif, RefusesTilesThatTogetherHaveTooManyPixels) {
  const FileBytes file = make_avif({.width = 128, .height = 64, .grid_columns = 2});
  EXPECT_EQ(refusal_code(file, {.max_total_pixels = 128 * 64 - 1}), ErrorCode::kTooManyPixels);
}

TEST(ProbeAvif, RefusesAGridWithoutItsTiles) {
  FileBytes file = make_avif({.width = 128, .height = 64, .grid_columns = 2});
  std::ranges::copy(std::string_view("dimx"), &file[payload_of(file, "dimg") - 4]);
  EXPECT_THAT(refusal(file)->message, HasSubstr("lacks tiles"));
}

TEST(ProbeAvif, RefusesAFileThatIsOnlyItsType) {
  const FileBytes file = make_avif();
  EXPECT_THAT(refusal(Bytes(file).first(32))->message, HasSubstr("no complete meta box"));
}

TEST(ProbeAvif, RefusesAPrimaryPictureThatIsNotThere) {
  FileBytes file = make_avif();
  file[payload_of(file, "pitm") + 5] = 99;
  EXPECT_THAT(refusal(file)->message, HasSubstr("no primary picture"));
}

TEST(ProbeAvif, SaysThatOtherCodecsAreNotSupported) {
  FileBytes file = make_avif();
  std::ranges::copy(std::string_view("hvc1"), &file[payload_of(file, "infe") + 8]);
  EXPECT_EQ(refusal_code(file), ErrorCode::kUnsupportedType);
}

TEST(ProbeAvif, RefusesExtentsWhoseOffsetsOverflow) {
  const FileBytes file = make_avif();
  const std::size_t iloc = payload_of(file, "iloc");
  for (std::size_t i = 4; i < 24; ++i) {
    FileBytes broken = file;
    std::fill_n(&broken[iloc + i], 4, 0xFF);
    EXPECT_TRUE(refusal_code(broken)) << i;
  }
}

}  // namespace
}  // namespace pictor::test
