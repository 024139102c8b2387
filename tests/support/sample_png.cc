#include <zlib.h>

#include <array>
#include <cstdlib>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

std::uint8_t png_color_type(PngSample::Color color) {
  switch (color) {
    case PngSample::Color::kGrey:
      return 0;
    case PngSample::Color::kRgb:
      return 2;
    case PngSample::Color::kPalette:
      return 3;
    case PngSample::Color::kGreyAlpha:
      return 4;
    case PngSample::Color::kRgbAlpha:
      return 6;
  }
  std::abort();
}

void append_png_pixel(FileBytes& row, const std::uint8_t* rgba, const PngSample& sample) {
  const auto put = [&](std::uint8_t value) { row.insert(row.end(), sample.depth == 16 ? 2 : 1, value); };
  const bool alpha = sample.color == PngSample::Color::kGreyAlpha || sample.color == PngSample::Color::kRgbAlpha;
  if (sample.color == PngSample::Color::kPalette) {
    put(palette_index(rgba));
  } else if (sample.color == PngSample::Color::kGrey || sample.color == PngSample::Color::kGreyAlpha) {
    put(luma(rgba));
  } else {
    for (int i = 0; i < 3; ++i) put(rgba[i]);
  }
  if (alpha) put(rgba[3]);
}

/// First pixel and step of one pass over the picture, PNG section 8.2.
struct PngPass {
  int x, y, step_x, step_y;
};
constexpr PngPass kWholePicture = {0, 0, 1, 1};
constexpr std::array<PngPass, 7> kAdam7 = {
    {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};

/// Rows of one pass, each after its filter type 0; nothing where the pass has no pixel.
void append_png_pass(FileBytes& raw, const FileBytes& pixels, const PngSample& sample, const PngPass& pass) {
  if (pass.x >= sample.width) return;
  for (int y = pass.y; y < sample.height; y += pass.step_y) {
    raw.push_back(0);
    for (int x = pass.x; x < sample.width; x += pass.step_x) {
      append_png_pixel(raw, &pixels[(static_cast<std::size_t>(y) * sample.width + x) * 4], sample);
    }
  }
}

FileBytes deflated(Bytes raw) {
  uLongf bytes = compressBound(raw.size());
  FileBytes out(bytes);
  require(compress2(out.data(), &bytes, raw.data(), raw.size(), 6) == Z_OK);
  out.resize(bytes);
  return out;
}

FileBytes png_picture_data(const PngSample& sample) {
  const bool alpha = sample.color == PngSample::Color::kGreyAlpha || sample.color == PngSample::Color::kRgbAlpha;
  const FileBytes pixels = sample_pixels(sample.width, sample.height, 0, alpha);
  FileBytes raw;
  if (sample.interlaced) {
    for (const PngPass& pass : kAdam7) append_png_pass(raw, pixels, sample, pass);
  } else {
    append_png_pass(raw, pixels, sample, kWholePicture);
  }
  return deflated(raw);
}

}  // namespace

FileBytes make_png(const PngSample& sample) {
  FileBytes header = png_header(static_cast<std::uint32_t>(sample.width), static_cast<std::uint32_t>(sample.height),
                                static_cast<std::uint8_t>(sample.depth), png_color_type(sample.color));
  header.back() = sample.interlaced ? 1 : 0;
  FileBytes file = join({png_signature(), png_chunk("IHDR", header)});
  const auto add = [&file](std::string_view type, Bytes payload) { file = join({file, png_chunk(type, payload)}); };
  constexpr std::string_view kNameAndMethod("ICC\0\0", 5);
  if (!sample.icc.empty()) add("iCCP", join({as_bytes(kNameAndMethod), deflated(sample.icc)}));
  if (sample.color == PngSample::Color::kPalette) add("PLTE", palette_colors());
  if (sample.orientation != 0) add("eXIf", exif_with_orientation(sample.orientation));
  constexpr std::string_view kKeyword("Comment\0", 8);
  if (!sample.comment.empty()) add("tEXt", join({as_bytes(kKeyword), as_bytes(sample.comment)}));
  add("IDAT", png_picture_data(sample));
  add("IEND", {});
  return file;
}

}  // namespace pictor::test
