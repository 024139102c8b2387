// TIFF, BMP, ICO and APNG built by hand: what they are about is the container.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

#include "unit/image/decode_attempt.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;

const image::Limits kAll{.inputs = FormatSet::of(Format::kPng, Format::kTiff, Format::kBmp, Format::kIco)};

image::Picture decoded(Bytes file) { return attempt_decode(file, image::probe(file, kAll).value()).value(); }

struct TiffEntry {
  std::uint32_t tag, type, value;  ///< type 3: SHORT, 4: LONG
};

FileBytes tiff(std::vector<TiffEntry> entries, Bytes data) {
  const std::uint32_t data_at = 8 + 2 + 12 * (static_cast<std::uint32_t>(entries.size()) + 2) + 4;
  entries.insert(std::ranges::find_if(entries, [](const TiffEntry& e) { return e.tag > 273; }), {273, 4, data_at});
  entries.insert(std::ranges::find_if(entries, [](const TiffEntry& e) { return e.tag > 279; }),
                 {279, 4, static_cast<std::uint32_t>(data.size())});
  FileBytes file =
      join({as_bytes(std::string_view("II*\0", 4)), le32(8), le16(static_cast<std::uint32_t>(entries.size()))});
  for (const TiffEntry& e : entries) file = join({file, le16(e.tag), le16(e.type), le32(1), le32(e.value)});
  return join({file, le32(8), data});  // the next directory is this one again
}

FileBytes tiff_of(std::uint32_t bits, std::uint32_t photometric, std::uint32_t samples, Bytes data,
                  std::uint32_t compression = 1, std::uint32_t orientation = 1) {
  return tiff({{256, 4, 2},
               {257, 4, 1},
               {258, 3, bits},
               {259, 3, compression},
               {262, 3, photometric},
               {274, 3, orientation},
               {277, 3, samples}},
              data);
}

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

FileBytes info_header(std::uint32_t width, std::uint32_t height, std::uint32_t bits, std::uint32_t packing = 0) {
  return join({le32(40), le32(width), le32(height), le16(1), le16(bits), le32(packing), FileBytes(20, 0)});
}

FileBytes bmp(Bytes header, Bytes palette, Bytes pixels) {
  const auto at = static_cast<std::uint32_t>(14 + header.size() + palette.size());
  return join({as_bytes("BM"), le32(0), le32(0), le32(at), header, palette, pixels});
}

TEST(Bmp, ReadsRowsFromTheBottomOrTheTop) {
  const FileBytes pixels = {1, 2, 3, 0, 4, 5, 6, 0};
  image::Picture up = decoded(bmp(info_header(1, 2, 24), {}, pixels));
  EXPECT_THAT(pixel(up, 0, 0), ElementsAre(6, 5, 4));
  image::Picture down = decoded(bmp(info_header(1, static_cast<std::uint32_t>(-2), 24), {}, pixels));
  EXPECT_THAT(pixel(down, 0, 0), ElementsAre(3, 2, 1));
}

TEST(Bmp, UnpacksRuns) {
  const FileBytes palette = join({FileBytes{0, 0, 0, 0, 0, 0, 255, 0}, FileBytes(254 * 4, 0)});
  image::Picture picture = decoded(bmp(info_header(3, 1, 8, 1), palette, FileBytes{2, 1, 1, 0, 0, 1}));
  EXPECT_THAT(pixel(picture, 1, 0), ElementsAre(255, 0, 0));
  EXPECT_THAT(pixel(picture, 2, 0), ElementsAre(0, 0, 0));
}

TEST(Bmp, RefusesARunThatLeavesThePicture) {
  const FileBytes file = bmp(info_header(3, 1, 8, 1), FileBytes(1024, 0), FileBytes{4, 1, 0, 1});
  EXPECT_EQ(decode_refusal(file, image::probe(file, kAll).value()), ErrorCode::kCorruptImage);
}

TEST(Bmp, IsOffByDefault) {
  EXPECT_EQ(refusal_code(bmp(info_header(1, 1, 24), {}, FileBytes{1, 2, 3, 0})), ErrorCode::kUnsupportedType);
}

FileBytes ico(Bytes picture) {
  return join({FileBytes{0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0}, le16(24),
               le32(static_cast<std::uint32_t>(picture.size())), le32(22), picture});
}

TEST(Ico, AppliesTheMask) {
  const FileBytes rows = {1, 2, 3, 4, 5, 6, 0, 0};
  image::Picture picture = decoded(ico(join({info_header(2, 2, 24), rows, FileBytes{0x40, 0, 0, 0}})));
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
  const FileBytes file = ico(join({info_header(1, 2, 24), FileBytes{1, 2, 3, 0}, FileBytes(4, 0)}));
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(image::probe(Bytes(file).first(size), kAll));
}

FileBytes deflated(Bytes raw) {
  uLongf size = compressBound(raw.size());
  FileBytes out(size);
  compress2(out.data(), &size, raw.data(), raw.size(), 1);
  out.resize(size);
  return out;
}

enum ApngDispose : std::uint8_t { kKeep, kClear, kRestore };

FileBytes frame_control(std::uint32_t sequence, std::uint32_t left, std::uint32_t width, ApngDispose dispose,
                        std::uint8_t over = 0) {
  return png_chunk("fcTL", join({be32(sequence), be32(width), be32(1), be32(left), be32(0), be16(1), be16(4),
                                 FileBytes{dispose, over}}));
}

/// Two pixels of red and alpha in turn, then one of green with this alpha, then one of blue, on a canvas of 2 x 1.
FileBytes apng(ApngDispose second, std::uint8_t alpha, std::uint8_t over, std::uint32_t last_sequence = 3) {
  const FileBytes red = {0, 255, 0, 0, 255, 255, 0, 0, 255};
  const FileBytes green = {0, 0, 255, 0, alpha};
  const FileBytes blue = {0, 0, 0, 255, 255};
  return join({png_signature(), png_chunk("IHDR", png_header(2, 1, 8, 6)), png_chunk("acTL", join({be32(3), be32(5)})),
               frame_control(0, 0, 2, kKeep), png_chunk("IDAT", deflated(red)), frame_control(1, 0, 1, second, over),
               png_chunk("fdAT", join({be32(2), deflated(green)})), frame_control(last_sequence, 1, 1, kKeep),
               png_chunk("fdAT", join({be32(last_sequence + 1), deflated(blue)})), png_chunk("IEND", {})});
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
  const FileBytes palette_bmp = bmp(info_header(3, 1, 8, 1), FileBytes(1024, 0), FileBytes{2, 1, 0, 2, 0, 0, 0, 1});
  for (const FileBytes& whole : {tiff_of(8, 2, 3, FileBytes(6, 9)), palette_bmp, apng(kRestore, 51, 1),
                                 ico(join({info_header(2, 2, 24), FileBytes(12, 0)}))}) {
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
