// PNGs of every form, from arbitrary filtered rows and from arbitrary streams, are decoded as libspng decodes them.
//
// The input: width, height, colour and depth, flags, colours of a palette, and the data. Whole streams are made here by
// zlib, because no mutation finds a right checksum: both decoders must take them and give the same pixels. Arbitrary
// streams may be refused by us where libspng never comes to their checksum, not the other way round.

#include <cstdlib>

#include "image/decode/picture_source.h"
#include "support/png_forms.h"

namespace {

using namespace pictor;        // NOLINT: a program of one file
using namespace pictor::test;  // NOLINT

constexpr std::size_t kHeaderBytes = 5;
constexpr std::uint8_t kInterlaced = 1;
constexpr std::uint8_t kTransparent = 2;
constexpr std::uint8_t kArbitraryStream = 4;
constexpr std::uint8_t kSmallPieces = 8;

void check(bool holds) {
  if (!holds) std::abort();
}

PngForm form_of(const std::uint8_t* data) {
  const ColorAndDepth kind = kPngColors[data[2] % std::size(kPngColors)];
  PngForm form{.header = {data[0] % 64U + 1, data[1] % 64U + 1, kind.depth, kind.color, (data[3] & kInterlaced) != 0}};
  const std::size_t colors = std::min<std::size_t>(data[4] + std::size_t{1}, std::size_t{1} << kind.depth);
  if (kind.color == image::PngColor::kPalette) {
    for (std::size_t i = 0; i < colors * 3; ++i) form.palette.push_back(static_cast<std::uint8_t>(i * 31));
  }
  if ((data[3] & kTransparent) == 0) return form;
  if (kind.color == image::PngColor::kPalette) form.transparency = FileBytes(colors / 2 + 1, 77);
  // Bits above the depth are masked (PNG section 11.3.1.1), which libspng leaves out for grey.
  const auto grey_mask = static_cast<std::uint16_t>((1U << kind.depth) - 1);
  if (kind.color == image::PngColor::kGrey) form.transparency = be16(data[4] & grey_mask);
  if (kind.color == image::PngColor::kRgb) form.transparency = join({be16(data[4]), be16(data[4]), be16(data[4])});
  return form;
}

/// Right filters and the right length.
FileBytes as_rows(const image::PngHeader& header, Bytes data) {
  FileBytes rows(data.begin(), data.end());
  std::size_t at = 0;
  for (const std::size_t size : filtered_row_sizes(header)) {
    if (rows.size() < at + size) rows.resize(at + size);
    rows[at] %= 5;
    at += size;
  }
  rows.resize(at);
  return rows;
}

std::optional<FileBytes> our_pixels(const FileBytes& file) {
  const auto probed = image::probe(file, {});
  check(probed.has_value());
  const auto source = image::open_picture(file, *probed, {});
  if (!source) return std::nullopt;
  const image::PictureShape& shape = (*source)->shape();
  FileBytes row(static_cast<std::size_t>(shape.width) * shape.channels);
  FileBytes rgba;
  for (int y = 0; y < shape.height; ++y) {
    if (!(*source)->read_row(row)) return std::nullopt;
    for (std::size_t x = 0; x < row.size(); x += shape.channels) {
      rgba.insert(rgba.end(), &row[x], &row[x] + 3);
      rgba.push_back(shape.channels == 4 ? row[x + 3] : 255);
    }
  }
  return (*source)->finish() ? std::optional(rgba) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHeaderBytes) return 0;
  const PngForm form = form_of(data);
  const Bytes rest(data + kHeaderBytes, size - kHeaderBytes);
  const bool arbitrary = (data[3] & kArbitraryStream) != 0;
  const FileBytes stream = arbitrary ? FileBytes(rest.begin(), rest.end()) : deflated_rows(as_rows(form.header, rest));
  if (stream.empty()) return 0;  // probe() refuses a picture without data
  const FileBytes file = png_of(form, stream, (data[3] & kSmallPieces) != 0 ? 7 : 1'000'000);
  const std::optional<FileBytes> ours = our_pixels(file);
  const std::optional<FileBytes> theirs = spng_pixels(file);
  check(arbitrary || ours.has_value() == theirs.has_value());
  if (ours) check(theirs == ours);
  return 0;
}
