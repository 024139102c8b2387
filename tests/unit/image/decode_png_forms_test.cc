// Our PNG decoder against libspng: every colour type, depth, interlacing and filter, of rows of random bytes.

#include <gtest/gtest.h>

#include "image/decode/png/unfilter.h"
#include "support/fakes.h"
#include "support/png_forms.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using image::PngColor;
using image::PngHeader;

constexpr std::uint8_t kAnyFilter = 5;

FileBytes random_bytes(std::size_t count) {
  FileBytes bytes(count);
  CountingRandom random;
  random.fill(bytes);
  return bytes;
}

/// Rows of random bytes under `filter`, or under each in turn.
FileBytes random_rows(const PngHeader& header, std::uint8_t filter) {
  FileBytes rows;
  for (const std::size_t size : filtered_row_sizes(header)) rows.resize(rows.size() + size);
  CountingRandom random;
  random.fill(rows);
  std::size_t at = 0;
  std::uint8_t turn = 0;
  for (const std::size_t size : filtered_row_sizes(header)) {
    rows[at] = filter == kAnyFilter ? turn++ % image::kPngFilters : filter;
    at += size;
  }
  return rows;
}

/// The same RGBA from both, ours opaque where it has no alpha.
void expect_as_libspng(const FileBytes& file, const std::string& what) {
  const std::optional<FileBytes> expected = spng_pixels(file);
  ASSERT_TRUE(expected) << what;
  const Result<image::Picture> picture = attempt_decode(file);
  ASSERT_TRUE(picture) << what;
  const image::PictureView view = picture->view();
  for (std::size_t pixel = 0; pixel < expected->size() / 4; ++pixel) {
    for (std::size_t c = 0; c < 4; ++c) {
      const int level = c < static_cast<std::size_t>(view.channels) ? view.pixels[pixel * view.channels + c] : 255;
      ASSERT_EQ(level, (*expected)[pixel * 4 + c]) << what << ", pixel " << pixel << ", channel " << c;
    }
  }
}

PngForm form_of(ColorAndDepth kind, std::uint32_t width, std::uint32_t height, bool interlaced) {
  PngForm form{.header = {width, height, kind.depth, kind.color, interlaced}};
  if (kind.color == PngColor::kPalette) form.palette = random_bytes((std::size_t{1} << kind.depth) * 3);
  return form;
}

std::string name_of(const PngForm& form, int filter) {
  return "colour type " + std::to_string(static_cast<int>(form.header.color)) + ", " +
         std::to_string(form.header.depth) + " bits, " + std::to_string(form.header.width) + " wide, " +
         (form.header.interlaced ? "interlaced" : "sequential") + ", filter " + std::to_string(filter);
}

TEST(DecodePngForms, EveryColourDepthInterlacingAndFilterIsAsLibspngDecodesIt) {
  for (const ColorAndDepth kind : kPngColors) {
    for (const bool interlaced : {false, true}) {
      for (std::uint8_t filter = 0; filter <= kAnyFilter; ++filter) {
        for (const std::uint32_t width : {1U, 3U, 37U}) {
          const PngForm form = form_of(kind, width, 11, interlaced);
          const FileBytes file = png_of(form, deflated_rows(random_rows(form.header, filter)), 100);
          expect_as_libspng(file, name_of(form, filter));
        }
      }
    }
  }
}

TEST(DecodePngForms, TransparencyOfEveryColourIsAsLibspngDecodesIt) {
  for (const ColorAndDepth kind : kPngColors) {
    if (kind.color == PngColor::kGreyAlpha || kind.color == PngColor::kRgbAlpha) continue;
    PngForm form = form_of(kind, 29, 13, false);
    const FileBytes rows = random_rows(form.header, 0);
    // The key is the colour of the first pixel of the first row, or random opacities of a palette.
    const unsigned first = kind.depth == 16 ? rows[1] << 8 | rows[2] : rows[1] >> (8 - std::min(kind.depth, 8));
    form.transparency = kind.color == PngColor::kPalette ? random_bytes(form.palette.size() / 3)
                        : kind.color == PngColor::kGrey  ? be16(static_cast<std::uint16_t>(first))
                        : kind.depth == 16               ? FileBytes(rows.begin() + 1, rows.begin() + 7)
                                                         : join({be16(rows[1]), be16(rows[2]), be16(rows[3])});
    expect_as_libspng(png_of(form, deflated_rows(rows), 1000), name_of(form, 0) + ", transparency");
  }
}

TEST(DecodePngForms, RowsBeforeDamageAreReadOfStreamsWithoutTheirEnd) {
  const PngForm form = form_of({PngColor::kRgb, 8}, 20, 16, false);
  FileBytes stream = deflated_rows(random_rows(form.header, kAnyFilter));
  stream.resize(stream.size() - 4);  // no checksum
  expect_as_libspng(png_of(form, stream, 1000), "no checksum");
  stream.resize(stream.size() / 2);
  const FileBytes cut = png_of(form, stream, 1000);
  const image::ProbeOutcome probed = image::probe(cut, {}).value();
  const auto source = image::open_picture(cut, probed, {}).value();
  FileBytes row(20 * 3);
  int rows = 0;
  while (rows < 16 && source->read_row(row)) ++rows;
  EXPECT_GT(rows, 4);
  EXPECT_LT(rows, 12);
}

TEST(DecodePngForms, AWrongChecksumIsDamage) {
  const PngForm form = form_of({PngColor::kRgb, 8}, 20, 16, false);
  FileBytes stream = deflated_rows(random_rows(form.header, kAnyFilter));
  stream.back() ^= 1U;
  const FileBytes file = png_of(form, stream, 1000);
  EXPECT_EQ(decode_refusal(file, *image::probe(file, {})), ErrorCode::kCorruptImage);
}

TEST(DecodePngForms, FurtherDataBehindTheLastRowDoNoHarm) {
  const PngForm form = form_of({PngColor::kRgb, 8}, 20, 16, false);
  FileBytes rows = random_rows(form.header, kAnyFilter);
  rows.resize(rows.size() + 500);
  expect_as_libspng(png_of(form, deflated_rows(rows), 1000), "500 bytes more");
}

TEST(DecodePngForms, APictureTooLargeToInflateAtOnceIsStreamed) {
  // 64 MiB and a little: one colour, so that the file is small.
  const PngForm form{.header = {16'000, 1'400, 8, PngColor::kRgb, false}};
  FileBytes rows;
  for (const std::size_t size : filtered_row_sizes(form.header)) rows.resize(rows.size() + size, 2);
  const FileBytes file = png_of(form, deflated_rows(rows), 1 << 20);
  const auto source = image::open_picture(file, image::probe(file, {}).value(), {}).value();
  FileBytes row(std::size_t{16'000} * 3);
  for (int y = 0; y < 1'400; ++y) {
    ASSERT_TRUE(source->read_row(row)) << y;
    ASSERT_EQ(row.back(), static_cast<std::uint8_t>(2 * (y + 1))) << y;  // each row adds two to the one above
  }
}

TEST(DecodePngForms, BitsAboveTheDepthDoNotCountInTheTransparentColour) {
  PngForm form = form_of({PngColor::kGrey, 1}, 2, 1, false);
  form.transparency = be16(0xFFFE);
  image::Picture picture = attempt_decode(png_of(form, deflated_rows(FileBytes{0, 0b01000000}), 1000)).value();
  EXPECT_EQ(pixel(picture, 0, 0).at(3), 0);
  EXPECT_EQ(pixel(picture, 1, 0).at(3), 255);
}

TEST(DecodePngForms, IgnoresTransparencyThatDoesNotGoWithTheColours) {
  const auto expect_ignored = [](PngForm form, std::size_t bytes) {
    form.transparency = FileBytes(bytes);
    expect_as_libspng(png_of(form, deflated_rows(random_rows(form.header, 0)), 1000), name_of(form, 0));
  };
  expect_ignored(form_of({PngColor::kPalette, 2}, 9, 9, false), 5);
  expect_ignored(form_of({PngColor::kGrey, 8}, 9, 9, false), 6);
  expect_ignored(form_of({PngColor::kRgb, 8}, 9, 9, false), 2);
  expect_ignored(form_of({PngColor::kRgbAlpha, 8}, 9, 9, false), 6);
}

TEST(DecodePngForms, RefusesAPaletteLargerThanItsIndices) {
  PngForm form = form_of({PngColor::kPalette, 1}, 9, 9, false);
  form.palette = FileBytes(3 * 3);
  const FileBytes file = png_of(form, deflated_rows(random_rows(form.header, 0)), 1000);
  EXPECT_FALSE(spng_pixels(file));
  EXPECT_EQ(decode_refusal(file, *image::probe(file, {})), ErrorCode::kCorruptImage);
}

TEST(DecodePngForms, ColoursThatThePaletteHasNotAreAsLibspngDecodesThem) {
  PngForm form = form_of({PngColor::kPalette, 8}, 40, 9, false);
  form.palette.resize(3 * 100);
  expect_as_libspng(png_of(form, deflated_rows(random_rows(form.header, 0)), 1000), "100 of 256 colours");
}

}  // namespace
}  // namespace pictor::test
