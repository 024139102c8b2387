// TIFF, BMP, ICO and APNG built by hand: what they are about is the container.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/hand_made_files.h"
#include "unit/image/decode_attempt.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;

const image::Limits kAll{.inputs = FormatSet::of(Format::kPng, Format::kTiff, Format::kBmp, Format::kIco)};

image::Picture decoded(Bytes file) { return attempt_decode(file, image::probe(file, kAll).value()).value(); }

TEST(Tiff, TellsItsSizeAsShown) {
  const image::ProbeOutcome outcome = probed(tiff_of(8, 1, 1, FileBytes{0, 255}, 1, 6));
  EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kTiff, .width = 1, .height = 2}));
}

TEST(Tiff, ReadsGreyRgbAndInk) {
  image::Picture grey = decoded(tiff_of(8, 1, 1, FileBytes{7, 200}));
  EXPECT_THAT(pixel(grey, 1, 0), ElementsAre(200, 200, 200));
  image::Picture white_is_zero = decoded(tiff_of(1, 0, 1, FileBytes{0x40}));
  EXPECT_THAT(pixel(white_is_zero, 0, 0), ElementsAre(255, 255, 255));
  EXPECT_THAT(pixel(white_is_zero, 1, 0), ElementsAre(0, 0, 0));
  image::Picture rgb = decoded(tiff_of(8, 2, 3, FileBytes{1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(pixel(rgb, 1, 0), ElementsAre(4, 5, 6));
  image::Picture deep = decoded(tiff_of(16, 1, 1, FileBytes{0, 0, 0xFF, 0xFF}));
  EXPECT_THAT(pixel(deep, 1, 0), ElementsAre(255, 255, 255));
  image::Picture ink = decoded(tiff_of(8, 5, 4, FileBytes{0, 0, 0, 0, 0, 0, 0, 255}));
  EXPECT_THAT(pixel(ink, 0, 0), ElementsAre(255, 255, 255));
  EXPECT_THAT(pixel(ink, 1, 0), ElementsAre(0, 0, 0));
}

TEST(Tiff, DividesAssociatedAlphaOut) {
  image::Picture picture = decoded(
      tiff({{256, 4, 1}, {257, 4, 1}, {258, 3, 8}, {262, 3, 2}, {277, 3, 4}, {338, 3, 1}}, FileBytes{64, 32, 0, 128}));
  EXPECT_THAT(pixel(picture, 0, 0), ElementsAre(128, 64, 0, 128));
}

TEST(Tiff, RefusesOtherCompressions) {
  for (const std::uint32_t compression : {6U, 34661U, 50000U, 50001U}) {
    EXPECT_EQ(refusal_code(tiff_of(8, 1, 1, FileBytes{0, 0}, compression)), ErrorCode::kUnsupportedType);
  }
}

TEST(Tiff, RefusesAnyTruncation) { EXPECT_EQ(accepted_truncations(tiff_of(8, 1, 1, FileBytes{0, 255})), 0u); }

TEST(Tiff, RefusesDamageThatOnlyDecodingFinds) {
  const FileBytes file = tiff_of(8, 1, 1, FileBytes{9, 9, 9, 9}, 8);
  EXPECT_EQ(decode_refusal(file, probed(file)), ErrorCode::kCorruptImage);
}

TEST(Tiff, IsHeldToTheLimits) {
  const FileBytes file =
      tiff({{256, 4, 0xFFFFFFFF}, {257, 4, 0xFFFFFFFF}, {258, 3, 8}, {262, 3, 1}, {277, 3, 1}}, FileBytes{0});
  EXPECT_EQ(refusal_code(file), ErrorCode::kTooManyPixels);
}

TEST(Bmp, ReadsRowsFromTheBottomOrTheTop) {
  const FileBytes pixels = {1, 2, 3, 0, 4, 5, 6, 0};
  image::Picture up = decoded(bmp(bmp_info_header(1, 2, 24), {}, pixels));
  EXPECT_THAT(pixel(up, 0, 0), ElementsAre(6, 5, 4));
  image::Picture down = decoded(bmp(bmp_info_header(1, static_cast<std::uint32_t>(-2), 24), {}, pixels));
  EXPECT_THAT(pixel(down, 0, 0), ElementsAre(3, 2, 1));
}

TEST(Bmp, UnpacksRuns) {
  const FileBytes palette = join({FileBytes{0, 0, 0, 0, 0, 0, 255, 0}, FileBytes(254 * 4, 0)});
  image::Picture picture = decoded(bmp(bmp_info_header(3, 1, 8, 1), palette, FileBytes{2, 1, 1, 0, 0, 1}));
  EXPECT_THAT(pixel(picture, 1, 0), ElementsAre(255, 0, 0));
  EXPECT_THAT(pixel(picture, 2, 0), ElementsAre(0, 0, 0));
}

TEST(Bmp, RefusesARunThatLeavesThePicture) {
  const FileBytes file = bmp(bmp_info_header(3, 1, 8, 1), FileBytes(1024, 0), FileBytes{4, 1, 0, 1});
  EXPECT_EQ(decode_refusal(file, image::probe(file, kAll).value()), ErrorCode::kCorruptImage);
}

TEST(Bmp, IsOffByDefault) {
  EXPECT_EQ(refusal_code(bmp(bmp_info_header(1, 1, 24), {}, FileBytes{1, 2, 3, 0})), ErrorCode::kUnsupportedType);
}

TEST(Ico, AppliesTheMask) {
  const FileBytes rows = {1, 2, 3, 4, 5, 6, 0, 0};
  image::Picture picture = decoded(ico(join({bmp_info_header(2, 2, 24), rows, FileBytes{0x40, 0, 0, 0}})));
  EXPECT_THAT(pixel(picture, 0, 0), ElementsAre(3, 2, 1, 255));
  EXPECT_EQ(pixel(picture, 1, 0)[3], 0);
}

TEST(Ico, ReadsAPngInside) {
  const FileBytes file = ico(make_png({.width = 20, .height = 10}));
  EXPECT_EQ(image::probe(file, kAll)->facts, (ImageFacts{.format = Format::kIco, .width = 20, .height = 10}));
  image::Picture picture = decoded(file);
  EXPECT_LE(distance_to_pattern(picture), 1);
}

TEST(Ico, RefusesAnyTruncation) {
  const FileBytes file = ico(join({bmp_info_header(1, 2, 24), FileBytes{1, 2, 3, 0}, FileBytes(4, 0)}));
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(image::probe(Bytes(file).first(size), kAll));
}

std::vector<FileBytes> frames_of(const FileBytes& file) {
  const auto animation = image::open_animation(file, probed(file)).value();
  std::vector<FileBytes> frames;
  for (int i = 0; i < animation->frames(); ++i) {
    const auto frame = animation->next_frame().value();
    EXPECT_EQ(frame.duration.count(), 250);
    frames.emplace_back(frame.rgba.begin(), frame.rgba.end());
  }
  return frames;
}

TEST(Apng, CountsFramesAndPlays) {
  const image::ProbeOutcome outcome = probed(apng(kKeep, 255, 0));
  EXPECT_EQ(outcome.facts.frames, 3);
  EXPECT_EQ(outcome.loop_count, 5);
}

TEST(Apng, DisposesOfFramesAsTheySay) {
  EXPECT_THAT(frames_of(apng(kKeep, 255, 0))[2], ElementsAre(0, 255, 0, 255, 0, 0, 255, 255));
  EXPECT_THAT(frames_of(apng(kClear, 255, 0))[2], ElementsAre(0, 0, 0, 0, 0, 0, 255, 255));
  EXPECT_THAT(frames_of(apng(kRestore, 255, 0))[2], ElementsAre(255, 0, 0, 255, 0, 0, 255, 255));
}

TEST(Apng, BlendsOverOrReplaces) {
  EXPECT_THAT(frames_of(apng(kKeep, 51, 1))[1], ElementsAre(204, 51, 0, 255, 255, 0, 0, 255));
  EXPECT_THAT(frames_of(apng(kKeep, 51, 0))[1], ElementsAre(0, 255, 0, 51, 255, 0, 0, 255));
}

TEST(Apng, IsItsDefaultImageWhereASequenceNumberIsWrong) {
  const FileBytes file = apng(kKeep, 255, 0, 7);
  EXPECT_EQ(probed(file).facts.frames, 1);
  image::Picture picture = decoded(file);
  EXPECT_THAT(pixel(picture, 0, 0), ElementsAre(255, 0, 0, 255));
}

TEST(Apng, IsHeldToTheLimits) {
  EXPECT_EQ(refusal_code(apng(kKeep, 255, 0), {.max_frames = 2}), ErrorCode::kTooManyFrames);
  EXPECT_EQ(refusal_code(apng(kKeep, 255, 0), {.max_total_pixels = 5}), ErrorCode::kTooManyPixels);
}

/// Probes and decodes; what comes of it does not matter.
void try_everything(const FileBytes& file) {
  const Result<image::ProbeOutcome> outcome = image::probe(file, kAll);
  if (!outcome || outcome->facts.width > 4096 || outcome->facts.height > 4096) return;
  if (attempt_decode(file, *outcome) && outcome->facts.frames > 1) {
    const auto animation = image::open_animation(file, *outcome);
    for (int i = 0; animation && i < outcome->facts.frames; ++i) (void)(*animation)->next_frame();
  }
}

TEST(Tails, SurviveAnyByteOfAHeaderBeingAnother) {
  const FileBytes palette_bmp = bmp(bmp_info_header(3, 1, 8, 1), FileBytes(1024, 0), FileBytes{2, 1, 0, 2, 0, 0, 0, 1});
  for (const FileBytes& whole : {tiff_of(8, 2, 3, FileBytes(6, 9)), palette_bmp, apng(kRestore, 51, 1),
                                 ico(join({bmp_info_header(2, 2, 24), FileBytes(12, 0)}))}) {
    for (std::size_t at = 0; at < std::min<std::size_t>(whole.size(), 300); ++at) {
      for (const int value : {0, 1, 2, 3, 7, 8, 16, 127, 128, 255}) {
        FileBytes file = whole;
        file[at] = static_cast<std::uint8_t>(value);
        try_everything(file);
      }
    }
  }
}

}  // namespace
}  // namespace pictor::test
