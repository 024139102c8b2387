#include "image/strip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using image::ProbeOutcome;
using image::strip_metadata;

FileBytes stripped(const FileBytes& file) { return strip_metadata(file, probed(file)).value(); }

bool holds(const FileBytes& file, std::string_view text) { return as_text(file).find(text) != std::string_view::npos; }

/// Everything that says how the picture looks.
void expect_same_picture(const FileBytes& before, const FileBytes& after) {
  const ProbeOutcome a = probed(before);
  const ProbeOutcome b = probed(after);
  EXPECT_EQ(a.facts, b.facts);
  EXPECT_EQ(a.bit_depth, b.bit_depth);
  EXPECT_EQ(a.has_icc, b.has_icc);
  EXPECT_EQ(a.loop_count, b.loop_count);
}

TEST(Strip, LeavesAFileWithoutMetadataAsItIs) {
  for (const FileBytes& file :
       {make_jpeg(), make_jpeg({.color = JpegSample::Color::kCmyk}), make_png(),
        make_gif({.frames = 3, .loop_count = 2}), make_webp(), make_webp({.alpha = true}), make_webp({.frames = 3})}) {
    EXPECT_EQ(stripped(file), file);
  }
}

TEST(Strip, TakesCommentsOut) {
  const std::string comment = "a private remark";
  for (const auto& [with, without] :
       {std::pair(make_jpeg({.comment = comment}), make_jpeg()), std::pair(make_png({.comment = comment}), make_png()),
        std::pair(make_gif({.comment = comment}), make_gif())}) {
    ASSERT_TRUE(holds(with, comment));
    EXPECT_EQ(stripped(with), without);
  }
}

TEST(Strip, TakesExifOut) {
  for (const auto& [with, without] :
       {std::pair(make_jpeg({.orientation = 1}), make_jpeg()), std::pair(make_png({.orientation = 1}), make_png())}) {
    EXPECT_EQ(stripped(with), without);
  }
  const FileBytes webp = make_webp({.orientation = 1});
  ASSERT_TRUE(holds(webp, "EXIF"));
  EXPECT_FALSE(holds(stripped(webp), "EXIF"));
  EXPECT_EQ(stripped(webp)[20] & 0x0C, 0) << "the canvas still announces EXIF or XMP";
  expect_same_picture(webp, stripped(webp));
}

TEST(Strip, TakesWhatFollowsTheImageOut) {
  for (const FileBytes& file : {make_jpeg(), make_png(), make_gif(), make_webp()}) {
    EXPECT_EQ(stripped(with_tail(file)), file);
  }
}

TEST(Strip, KeepsTheColourProfile) {
  const FileBytes icc = srgb_icc_profile();
  for (const FileBytes& file : {make_jpeg({.icc = icc}), make_png({.icc = icc}), make_webp({.icc = icc})}) {
    EXPECT_EQ(stripped(file), file);
  }
}

TEST(Strip, TakesTheThumbnailOfAJfifSegmentOut) {
  const FileBytes file = make_jpeg();
  const FileBytes jfif = {'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 1, 1, 'r', 'g', 'b'};
  constexpr std::size_t kJfifBytes = 18;
  const Bytes rest = Bytes(file).subspan(2 + kJfifBytes);
  const FileBytes with_thumbnail = join({Bytes(file).first(2), jpeg_segment(0xE0, jfif), rest});
  const FileBytes out = stripped(with_thumbnail);
  EXPECT_FALSE(holds(out, "rgb"));
  expect_same_picture(with_thumbnail, out);
}

TEST(Strip, TakesForeignApplicationsOutOfAGif) {
  FileBytes file = make_gif({.frames = 2, .loop_count = 4});
  const FileBytes foreign = join({as_bytes("!\xFF\x0BXMP DataXMP\x03"), as_bytes("xyz"), le16(0)});
  const FileBytes with_foreign =
      join({Bytes(file).first(file.size() - 1), Bytes(foreign).first(foreign.size() - 1), Bytes(file).last(1)});
  EXPECT_EQ(stripped(with_foreign), file);
}

TEST(Strip, TakesAPlainTextOfAGifOutWithItsControl) {
  const FileBytes file = make_gif();
  const FileBytes control = {0x21, 0xF9, 4, 1, 0, 0, 7, 0};
  const FileBytes text = {0x21, 0x01, 1, 'x', 0};
  const FileBytes with_text = join({Bytes(file).first(file.size() - 1), control, text, Bytes(file).last(1)});
  EXPECT_EQ(stripped(with_text), file);
}

TEST(Strip, IsTheSameTheSecondTime) {
  const FileBytes file = make_png({.orientation = 1, .comment = "x"});
  EXPECT_EQ(stripped(stripped(file)), stripped(file));
}

TEST(Strip, RefusesAPictureThatNeedsItsOrientation) {
  const FileBytes file = make_jpeg({.orientation = 6});
  EXPECT_EQ(strip_metadata(file, probed(file)).error().code, ErrorCode::kUnprocessable);
}

TEST(Strip, RefusesAvif) {
  const FileBytes file = make_avif();
  EXPECT_EQ(strip_metadata(file, probed(file)).error().code, ErrorCode::kUnprocessable);
}

TEST(Strip, NeverMakesAFileLonger) {
  FileBytes without_trailer = make_gif();
  without_trailer.pop_back();
  EXPECT_EQ(strip_metadata(without_trailer, probed(without_trailer)).error().code, ErrorCode::kUnprocessable);
}

}  // namespace
}  // namespace pictor::test
