#include "image/optimize/png_instead.h"

#include "image/encode/color_census.h"
#include "image/encode/flatten.h"
#include "image/encode/palette.h"
#include "image/flat_graphic.h"
#include "image/optimize/judge.h"

namespace pictor::image {
namespace {

constexpr EncodeSettings kSettings{.quality = 100, .effort = Effort::kSmall};

/// `picture` in the colours of a palette of its own.
Picture in_few_colors(const PictureView& picture) {
  const std::vector<PaletteColor> palette = choose_palette(picture);
  const std::vector<std::uint8_t> indices = map_to_palette(picture, palette, 0);
  Picture made(picture.width, picture.height, 3);
  std::uint8_t* pixel = made.pixels().data();
  for (const std::uint8_t index : indices) {
    const PaletteColor& color = palette[index];
    *pixel++ = color.red;
    *pixel++ = color.green;
    *pixel++ = color.blue;
  }
  return made;
}

}  // namespace

Result<std::optional<EncodedBytes>> png_instead(const PictureView& picture, const EncodedBytes& jpeg) {
  if (!is_flat_graphic(picture)) return std::nullopt;
  Picture flat;
  if (picture.channels == 4) flat = flattened_on_white(picture);
  const PictureView shown = picture.channels == 4 ? flat.view() : picture;
  EncodedBytes lossless = TRY(encode_png(shown, kSettings));
  if (lossless.size() <= jpeg.size()) return lossless;
  if (count_colors(shown)) return std::nullopt;  // the palette was there already
  const Picture reduced = in_few_colors(shown);
  EncodedBytes file = TRY(encode_png(reduced.view(), kSettings));
  if (file.size() > jpeg.size()) return std::nullopt;
  const Judge judge = TRY(Judge::of(shown));
  const double score = TRY(judge.score(reduced.view()));
  if (score < TRY(judge.score_of_file(jpeg))) return std::nullopt;
  return file;
}

}  // namespace pictor::image
