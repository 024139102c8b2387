#pragma once
// PNGs of every form made of arbitrary filtered rows, and what libspng makes of them: the judge of our own decoder.

#include <spng.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "image/color/sample_depth.h"
#include "image/container/png_header.h"
#include "image/decode/png/adam7.h"
#include "support/container_parts.h"
#include "support/sample_pattern.h"

namespace pictor::test {

struct PngForm {
  image::PngHeader header;
  FileBytes palette = {};       ///< PLTE
  FileBytes transparency = {};  ///< tRNS; empty: none
};

struct ColorAndDepth {
  image::PngColor color;
  int depth;
};

/// PNG table 11.1.
inline constexpr ColorAndDepth kPngColors[] = {
    {image::PngColor::kGrey, 1},       {image::PngColor::kGrey, 2},     {image::PngColor::kGrey, 4},
    {image::PngColor::kGrey, 8},       {image::PngColor::kGrey, 16},    {image::PngColor::kRgb, 8},
    {image::PngColor::kRgb, 16},       {image::PngColor::kPalette, 1},  {image::PngColor::kPalette, 2},
    {image::PngColor::kPalette, 4},    {image::PngColor::kPalette, 8},  {image::PngColor::kGreyAlpha, 8},
    {image::PngColor::kGreyAlpha, 16}, {image::PngColor::kRgbAlpha, 8}, {image::PngColor::kRgbAlpha, 16},
};

/// Bytes of the rows that a picture's passes have, each with the one that names its filter.
inline std::vector<std::size_t> filtered_row_sizes(const image::PngHeader& header) {
  std::vector<std::size_t> sizes;
  if (!header.interlaced) return std::vector<std::size_t>(header.height, header.row_bytes(header.width) + 1);
  for (const image::Adam7Pass& pass : image::kAdam7) {
    const std::uint32_t width = pass.columns.count(header.width);
    if (width > 0) sizes.insert(sizes.end(), pass.rows.count(header.height), header.row_bytes(width) + 1);
  }
  return sizes;
}

/// A file around `stream`, which lies in IDAT chunks of at most `piece` bytes.
inline FileBytes png_of(const PngForm& form, Bytes stream, std::size_t piece) {
  const image::PngHeader& header = form.header;
  FileBytes ihdr = png_header(header.width, header.height, static_cast<std::uint8_t>(header.depth),
                              static_cast<std::uint8_t>(header.color));
  ihdr.back() = header.interlaced ? 1 : 0;
  FileBytes file = join({png_signature(), png_chunk("IHDR", ihdr)});
  if (!form.palette.empty()) file = join({file, png_chunk("PLTE", form.palette)});
  if (!form.transparency.empty()) file = join({file, png_chunk("tRNS", form.transparency)});
  for (std::size_t at = 0; at == 0 || at < stream.size(); at += piece) {
    file = join({file, png_chunk("IDAT", stream.subspan(at, std::min(piece, stream.size() - at)))});
  }
  return join({file, png_chunk("IEND", {})});
}

inline FileBytes deflated_rows(Bytes filtered) {
  uLongf bytes = compressBound(filtered.size());
  FileBytes out(bytes);
  require(compress2(out.data(), &bytes, filtered.data(), filtered.size(), 1) == Z_OK);
  out.resize(bytes);
  return out;
}

/// RGBA of all pixels as libspng decodes them, 16-bit samples rounded to the nearest of 8; nullopt when it refuses.
inline std::optional<FileBytes> spng_pixels(const FileBytes& file) {
  const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> png(spng_ctx_new(0), spng_ctx_free);
  spng_ihdr header{};
  std::size_t bytes = 0;
  if (spng_set_png_buffer(png.get(), file.data(), file.size()) != 0) return std::nullopt;
  if (spng_get_ihdr(png.get(), &header) != 0) return std::nullopt;
  const spng_format format = header.bit_depth == 16 ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8;
  if (spng_decoded_image_size(png.get(), format, &bytes) != 0) return std::nullopt;
  FileBytes pixels(bytes);
  if (spng_decode_image(png.get(), pixels.data(), bytes, format, SPNG_DECODE_TRNS) != 0) return std::nullopt;
  if (header.bit_depth != 16) return pixels;
  std::vector<std::uint16_t> deep(bytes / 2);
  std::memcpy(deep.data(), pixels.data(), bytes);
  FileBytes rounded(deep.size());
  for (std::size_t i = 0; i < deep.size(); ++i) rounded[i] = image::round_to_8_bits(deep[i]);
  return rounded;
}

}  // namespace pictor::test
