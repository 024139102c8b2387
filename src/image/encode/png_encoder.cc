#include <spng.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "image/encode/color_census.h"
#include "image/encode/encode.h"

namespace pictor::image {
namespace {

/// zlib levels: 9 takes three times as long as 6 for less than a per cent.
constexpr int kSmallLevel = 6;
constexpr int kFastLevel = 3;

using Context = std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)>;

/// Rows as the PNG stores them, and the header that says how.
struct PngPixels {
  spng_ihdr header{};
  std::vector<std::uint8_t> samples;  ///< empty: the picture's own
  std::optional<ColorCensus> palette;
};

spng_ihdr header_of(const PictureView& picture, int color_type, int bit_depth) {
  return {.width = static_cast<std::uint32_t>(picture.width),
          .height = static_cast<std::uint32_t>(picture.height),
          .bit_depth = static_cast<std::uint8_t>(bit_depth),
          .color_type = static_cast<std::uint8_t>(color_type),
          .compression_method = 0,
          .filter_method = 0,
          .interlace_method = 0};
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
  PngPixels png{.header = header_of(picture, SPNG_COLOR_TYPE_INDEXED, bits), .samples = {}, .palette = {}};
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
      const int type = found.opaque ? SPNG_COLOR_TYPE_TRUECOLOR : SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
      return {.header = header_of(picture, type, 8), .samples = {}, .palette = {}};
    }
    return {.header = header_of(picture, SPNG_COLOR_TYPE_TRUECOLOR, 8),
            .samples = selected(picture, {0, 1, 2}),
            .palette = {}};
  }
  if (found.opaque) {
    return {
        .header = header_of(picture, SPNG_COLOR_TYPE_GRAYSCALE, 8), .samples = selected(picture, {0}), .palette = {}};
  }
  return {.header = header_of(picture, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA, 8),
          .samples = selected(picture, {0, 3}),
          .palette = {}};
}

PngPixels narrowest(const PictureView& picture) {
  if (std::optional<ColorCensus> census = count_colors(picture)) return indexed(picture, std::move(*census));
  return narrowed(picture);
}

/// PLTE, and tRNS where a colour is not opaque.
int set_palette(spng_ctx* context, const ColorCensus& census) {
  spng_plte palette{};
  spng_trns transparency{};
  for (const std::uint32_t color : census.colors()) {
    palette.entries[palette.n_entries++] = {.red = static_cast<std::uint8_t>(color),
                                            .green = static_cast<std::uint8_t>(color >> 8),
                                            .blue = static_cast<std::uint8_t>(color >> 16),
                                            .alpha = 255};
    transparency.type3_alpha[transparency.n_type3_entries++] = static_cast<std::uint8_t>(color >> 24);
  }
  while (transparency.n_type3_entries > 0 && transparency.type3_alpha[transparency.n_type3_entries - 1] == 255) {
    --transparency.n_type3_entries;
  }
  if (const int error = spng_set_plte(context, &palette); error != 0) return error;
  return transparency.n_type3_entries == 0 ? 0 : spng_set_trns(context, &transparency);
}

int configure(spng_ctx* context, PngPixels& png, Effort effort) {
  const int filters = png.palette ? SPNG_FILTER_CHOICE_NONE
                      : effort == Effort::kSmall
                          ? SPNG_FILTER_CHOICE_ALL
                          : SPNG_FILTER_CHOICE_NONE | SPNG_FILTER_CHOICE_SUB | SPNG_FILTER_CHOICE_UP;
  if (const int error = spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1); error != 0) return error;
  if (const int error = spng_set_ihdr(context, &png.header); error != 0) return error;
  if (const int error = spng_set_option(context, SPNG_FILTER_CHOICE, filters); error != 0) return error;
  const int level = effort == Effort::kSmall ? kSmallLevel : kFastLevel;
  if (const int error = spng_set_option(context, SPNG_IMG_COMPRESSION_LEVEL, level); error != 0) return error;
  return png.palette ? set_palette(context, *png.palette) : 0;
}

std::unexpected<Error> failure(int error) {
  return fail(ErrorCode::kInternal, "the PNG could not be written", spng_strerror(error));
}

}  // namespace

Result<EncodedBytes> encode_png(const PictureView& picture, const EncodeSettings& settings) {
  PngPixels png = narrowest(picture);
  const Context context(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
  if (const int error = configure(context.get(), png, settings.effort); error != 0) return failure(error);
  const std::uint8_t* samples = png.samples.empty() ? picture.pixels : png.samples.data();
  const std::size_t bytes = png.samples.empty() ? picture.size() : png.samples.size();
  const int encoded = spng_encode_image(context.get(), samples, bytes, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
  if (encoded != 0) return failure(encoded);
  int error = 0;
  std::size_t size = 0;
  const std::unique_ptr<void, decltype(&std::free)> file(spng_get_png_buffer(context.get(), &size, &error), std::free);
  if (!file) return failure(error);
  const auto* begin = static_cast<const std::uint8_t*>(file.get());
  return EncodedBytes(begin, begin + size);
}

}  // namespace pictor::image
