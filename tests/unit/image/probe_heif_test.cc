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

void put_text(FileBytes& file, std::size_t at, std::string_view text) { std::ranges::copy(text, &file[at]); }

/// What AVIF and HEIC both can be.
struct HeifSample {
  int width = 64;
  int height = 48;
  bool alpha = false;
  int depth = 8;
  std::optional<int> quarter_turns = {};
  std::optional<bool> mirror_left_right = {};
  FileBytes icc = {};
  FileBytes exif = {};
  int columns = 1;  ///< of a grid of one row, each 64 wide where there are several
};

/// The family (ISO/IEC 23008-12) whose files differ in what their pictures are coded with alone.
struct HeifKind {
  Format format;
  FileBytes (*make)(const HeifSample& sample);
  std::string_view other_codec;
};

/// An AvifSample or a HeicSample.
template <class Sample>
Sample same_as(const HeifSample& s) {
  return {.width = s.width,
          .height = s.height,
          .alpha = s.alpha,
          .depth = s.depth,
          .quarter_turns = s.quarter_turns,
          .mirror_left_right = s.mirror_left_right,
          .icc = s.icc,
          .exif = s.exif,
          .columns = s.columns};
}

FileBytes as_avif(const HeifSample& sample) { return make_avif(same_as<AvifSample>(sample)); }
FileBytes as_heic(const HeifSample& sample) { return make_heic(same_as<HeicSample>(sample)); }

class ProbeHeif : public testing::TestWithParam<HeifKind> {
 protected:
  static FileBytes make(const HeifSample& sample = {}) { return GetParam().make(sample); }
};

INSTANTIATE_TEST_SUITE_P(Kinds, ProbeHeif,
                         testing::Values(HeifKind{Format::kAvif, as_avif, "hvc1"},
                                         HeifKind{Format::kHeic, as_heic, "jpeg"}),
                         [](const auto& kind) { return std::string(to_string(kind.param.format)); });

TEST_P(ProbeHeif, TellsSizeAndKind) {
  const image::ProbeOutcome outcome = probed(make({.width = 66, .height = 34}));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = GetParam().format, .width = 66, .height = 34}));
  EXPECT_EQ(outcome.bit_depth, 8);
  EXPECT_FALSE(outcome.has_icc);
}

TEST_P(ProbeHeif, TellsDepthAlphaAndProfile) {
  const image::ProbeOutcome outcome = probed(make({.alpha = true, .depth = 10, .icc = srgb_icc_profile()}));
  EXPECT_TRUE(outcome.facts.has_alpha);
  EXPECT_EQ(outcome.bit_depth, 10);
  EXPECT_TRUE(outcome.has_icc);
}

TEST_P(ProbeHeif, TellsTheSizeOfAGrid) {
  const image::ProbeOutcome outcome = probed(make({.width = 128, .height = 64, .columns = 2}));
  EXPECT_EQ(outcome.facts.width, 128);
  EXPECT_EQ(outcome.facts.height, 64);
}

TEST_P(ProbeHeif, NamesRotationAndMirroringAsOneOrientation) {
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
    const FileBytes file = make({.quarter_turns = c.quarter_turns, .mirror_left_right = c.mirror_left_right});
    const image::ProbeOutcome outcome = probed(file);
    EXPECT_EQ(outcome.orientation, c.orientation) << c.quarter_turns.value_or(0);
    EXPECT_EQ(outcome.facts.width, c.orientation >= Orientation::kTranspose ? 48 : 64);
  }
}

TEST_P(ProbeHeif, IgnoresTheExifOrientation) {
  const image::ProbeOutcome outcome = probed(make({.exif = exif_with_orientation(6)}));
  EXPECT_EQ(outcome.orientation, Orientation::kNormal);
}

TEST_P(ProbeHeif, IgnoresWhatFollowsTheImage) { EXPECT_EQ(refusal_code(with_tail(make())), std::nullopt); }

TEST_P(ProbeHeif, RefusesEveryTruncation) {
  EXPECT_EQ(accepted_truncations(make({.width = 16, .height = 16, .alpha = true})), 0u);
}

TEST_P(ProbeHeif, TellsTooManyPixelsOfATruncatedFile) {
  FileBytes file = make();
  put_be32(file, payload_of(file, "ispe") + 4, 17'000);
  put_be32(file, payload_of(file, "ispe") + 8, 17'000);
  file.resize(file.size() - 1);
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST_P(ProbeHeif, RefusesABitstreamThatIsLargerThanThePictureMayBe) {
  FileBytes file = make({.width = 512, .height = 512});
  put_be32(file, payload_of(file, "ispe") + 4, 1);
  put_be32(file, payload_of(file, "ispe") + 8, 1);
  EXPECT_EQ(refusal_code(file, {.max_pixels = 100'000}), ErrorCode::kTooManyPixels);
}

TEST_P(ProbeHeif, RefusesTilesThatTogetherHaveTooManyPixels) {
  const FileBytes file = make({.width = 128, .height = 64, .columns = 2});
  EXPECT_EQ(refusal_code(file, {.max_total_pixels = 128 * 64 - 1}), ErrorCode::kTooManyPixels);
}

TEST_P(ProbeHeif, RefusesAGridWithoutItsTiles) {
  FileBytes file = make({.width = 128, .height = 64, .columns = 2});
  put_text(file, payload_of(file, "dimg") - 4, "dimx");
  EXPECT_THAT(refusal(file)->message, HasSubstr("lacks tiles"));
}

TEST_P(ProbeHeif, RefusesAFileThatIsOnlyItsType) {
  const FileBytes file = make();
  EXPECT_THAT(refusal(Bytes(file).first(32))->message, HasSubstr("no complete meta box"));
}

TEST_P(ProbeHeif, RefusesAPrimaryPictureThatIsNotThere) {
  FileBytes file = make();
  file[payload_of(file, "pitm") + 5] = 99;
  EXPECT_THAT(refusal(file)->message, HasSubstr("no primary picture"));
}

TEST_P(ProbeHeif, SaysThatOtherCodecsAreNotSupported) {
  FileBytes file = make();
  put_text(file, payload_of(file, "infe") + 8, GetParam().other_codec);
  EXPECT_EQ(refusal_code(file), ErrorCode::kUnsupportedType);
}

TEST_P(ProbeHeif, RefusesExtentsWhoseOffsetsOverflow) {
  const FileBytes file = make();
  const std::size_t iloc = payload_of(file, "iloc");
  for (std::size_t i = 4; i < 24; ++i) {
    FileBytes broken = file;
    std::fill_n(&broken[iloc + i], 4, 0xFF);
    EXPECT_TRUE(refusal_code(broken)) << i;
  }
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

TEST(ProbeHeic, TakesNoGainMapForAlpha) {
  EXPECT_FALSE(probed(make_heic({.gain_map = "urn:com:apple:photo:2020:aux:hdrgainmap"})).facts.has_alpha);
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

TEST(ProbeHeic, RefusesAPictureWithoutParameterSets) {
  FileBytes file = make_heic();
  file[payload_of(file, "hvcC") + 22] = 0;
  EXPECT_EQ(refusal_code(file), ErrorCode::kCorruptImage);
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

TEST(ProbeAvif, TakesSidesThatAreOdd) {
  EXPECT_EQ(probed(make_avif({.width = 65, .height = 33})).facts,
            (ImageFacts{.format = Format::kAvif, .width = 65, .height = 33}));
}

}  // namespace
}  // namespace pictor::test
