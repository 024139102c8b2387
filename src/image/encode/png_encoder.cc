#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "image/color/gamut.h"
#include "image/container/png_header.h"
#include "image/encode/color_census.h"
#include "image/encode/encode.h"
#include "image/encode/png_filters.h"
#include "image/encode/png_writer.h"
#include "image/flat_graphic.h"

namespace pictor::image {
namespace {

/// libdeflate levels: against 1, 6 takes four times as long (20 ms for a photograph of 600 px) for 5 to 9 % less; 7
/// takes twice as long as 6 for 2 % less, 9 nine times as long for 4 %.
constexpr int kSmallLevel = 6;
constexpr int kFastLevel = 1;

/// Rows as the PNG stores them, and the header that says how.
struct PngPixels {
  PngHeader header;
  std::vector<std::uint8_t> samples;  ///< empty: the picture's own
  std::optional<ColorCensus> palette;
};

PngHeader header_of(const PictureView& picture, PngColor color, int depth) {
  return {.width = static_cast<std::uint32_t>(picture.width),
          .height = static_cast<std::uint32_t>(picture.height),
          .depth = depth,
          .color = color};
}

/// What a pass over all pixels finds that allows narrower samples.
struct Narrowness {
  bool grey = true;
  bool opaque = true;
};

Narrowness narrowness_of(const PictureView& picture) {
  Narrowness found;
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end && (found.grey || found.opaque);
       pixel += picture.channels) {
    found.grey = found.grey && pixel[0] == pixel[1] && pixel[1] == pixel[2];
    found.opaque = found.opaque && (picture.channels == 3 || pixel[3] == 255);
  }
  return found;
}

int bits_for(std::size_t colors) { return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8; }

/// One index of `bits` bits a pixel, first pixel in the high bits, rows padded to bytes.
std::vector<std::uint8_t> packed_indices(const PictureView& picture, ColorCensus& census, int bits) {
  const std::size_t row_bytes = (static_cast<std::size_t>(picture.width) * bits + 7) / 8;
  std::vector<std::uint8_t> packed(row_bytes * picture.height);
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* pixel = picture.row(y);
    std::uint8_t* row = packed.data() + row_bytes * y;
    for (int x = 0; x < picture.width; ++x, pixel += picture.channels) {
      const std::size_t index = census.index_of(color_key(pixel, picture.channels));
      const int bit = x * bits;
      row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | index << (8 - bits - bit % 8));
    }
  }
  return packed;
}

PngPixels indexed(const PictureView& picture, ColorCensus census) {
  const int bits = bits_for(census.colors().size());
  PngPixels png{.header = header_of(picture, PngColor::kPalette, bits), .samples = {}, .palette = {}};
  png.samples = packed_indices(picture, census, bits);
  png.palette = std::move(census);
  return png;
}

/// Only the channels named in `kept`.
std::vector<std::uint8_t> selected(const PictureView& picture, const std::vector<int>& kept) {
  std::vector<std::uint8_t> samples(static_cast<std::size_t>(picture.width) * picture.height * kept.size());
  std::uint8_t* to = samples.data();
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += picture.channels) {
    for (const int channel : kept) *to++ = pixel[channel];
  }
  return samples;
}

PngPixels narrowed(const PictureView& picture) {
  const Narrowness found = narrowness_of(picture);
  if (!found.grey) {
    if (found.opaque == (picture.channels == 3)) {
      const PngColor type = found.opaque ? PngColor::kRgb : PngColor::kRgbAlpha;
      return {.header = header_of(picture, type, 8), .samples = {}, .palette = {}};
    }
    return {.header = header_of(picture, PngColor::kRgb, 8), .samples = selected(picture, {0, 1, 2}), .palette = {}};
  }
  if (found.opaque) {
    return {.header = header_of(picture, PngColor::kGrey, 8), .samples = selected(picture, {0}), .palette = {}};
  }
  return {.header = header_of(picture, PngColor::kGreyAlpha, 8), .samples = selected(picture, {0, 3}), .palette = {}};
}

PngPixels narrowest(const PictureView& picture) {
  if (std::optional<ColorCensus> census = count_colors(picture)) return indexed(picture, std::move(*census));
  return narrowed(picture);
}

/// PLTE, and tRNS up to the last colour that is not opaque.
void write_palette(PngWriter& file, const ColorCensus& census) {
  std::vector<std::uint8_t> colors;
  std::vector<std::uint8_t> alphas;
  for (const std::uint32_t color : census.colors()) {
    for (const int shift : {0, 8, 16}) colors.push_back(static_cast<std::uint8_t>(color >> shift));
    alphas.push_back(static_cast<std::uint8_t>(color >> 24));
  }
  while (!alphas.empty() && alphas.back() == 255) alphas.pop_back();
  file.add_chunk("PLTE", colors);
  if (!alphas.empty()) file.add_chunk("tRNS", alphas);
}

bool is_grey(std::uint32_t color) {
  return (color & 0xFF) == (color >> 8 & 0xFF) && (color & 0xFF) == (color >> 16 & 0xFF);
}

bool is_grey(const PngPixels& png) {
  if (png.palette)
    return std::ranges::all_of(png.palette->colors(), [](std::uint32_t color) { return is_grey(color); });
  return png.header.color == PngColor::kGrey || png.header.color == PngColor::kGreyAlpha;
}

/// Grey is the same in all gamuts.
void write_profile(PngWriter& file) {
  using std::string_view_literals::operator""sv;
  constexpr std::string_view kNameAndMethod = "Display P3\0\0"sv;
  file.add_deflated("iCCP", display_p3_icc(), kSmallLevel, as_bytes(kNameAndMethod));
}

EncodedBytes write(const PngPixels& png, Gamut gamut, Bytes rows, int level) {
  PngWriter file(png.header);
  if (gamut == Gamut::kDisplayP3 && !is_grey(png)) write_profile(file);
  if (png.palette) write_palette(file, *png.palette);
  file.add_deflated("IDAT", rows, level);
  return file.finish();
}

}  // namespace

Result<EncodedBytes> encode_png(const PictureView& picture, const EncodeSettings& settings) {
  const PngPixels png = narrowest(picture);
  const Bytes samples = png.samples.empty() ? Bytes(picture.pixels, picture.size()) : Bytes(png.samples);
  const int level = settings.effort == Effort::kSmall ? kSmallLevel : kFastLevel;
  if (png.palette) return write(png, picture.gamut, unfiltered_rows(png.header, samples), level);
  EncodedBytes filtered = write(png, picture.gamut, filtered_rows(png.header, samples), level);
  if (!is_flat_graphic(picture)) return filtered;
  // What a graphic repeats, differences may not.
  EncodedBytes unfiltered = write(png, picture.gamut, unfiltered_rows(png.header, samples), level);
  return unfiltered.size() < filtered.size() ? std::move(unfiltered) : std::move(filtered);
}

}  // namespace pictor::image
