#include "image/encode/jpeg/jpeg_analysis.h"

#include <algorithm>
#include <span>

#include "image/encode/flatten.h"
#include "image/encode/jpeg/colour_edges.h"
#include "image/encode/jpeg/trellis.h"
#include "image/encode/jpeg/ycc_band.h"

namespace pictor::image {
namespace {

using jpeg::BlockGrid;
using jpeg::kBlockSide;

bool is_grey(const PictureView& rgb) {
  for (const std::uint8_t *pixel = rgb.pixels, *end = pixel + rgb.size(); pixel < end; pixel += 3) {
    if (pixel[0] != pixel[1] || pixel[1] != pixel[2]) return false;
  }
  return true;
}

int blocks_along(int pixels, int sampling) {
  const int side = kBlockSide * sampling;
  return (pixels + side - 1) / side;
}

}  // namespace

JpegAnalysis::JpegAnalysis(const PictureView& rgb, int components, int luma_sampling)
    : width_(rgb.width), height_(rgb.height), luma_sampling_(luma_sampling), gamut_(rgb.gamut) {
  for (int i = 0; i < components; ++i) {
    const int sampling = i == 0 ? 1 : luma_sampling;
    coefficients_.emplace_back(blocks_along(rgb.width, sampling), blocks_along(rgb.height, sampling));
  }
}

void JpegAnalysis::transform(const PictureView& rgb) {
  jpeg::YccBand band(rgb, luma_sampling_);
  const BlockGrid& luma = coefficients_[0];
  for (int i = 0; i < blocks_along(rgb.height, luma_sampling_); ++i) {
    band.load(i);
    for (int part = 0; part < luma_sampling_ && i * luma_sampling_ + part < luma.high(); ++part) {
      const int y = i * luma_sampling_ + part;
      const jpeg::SampleRows rows = band.luma(part);
      jpeg::forward_dct(rows.first, rows.stride, luma.wide(), luma.row(y));
      clipped_.collect(rows, luma.wide(), y);
    }
    for (std::size_t c = 1; c < coefficients_.size(); ++c) {
      const jpeg::SampleRows rows = band.chroma(static_cast<int>(c) - 1);
      jpeg::forward_dct(rows.first, rows.stride, coefficients_[c].wide(), coefficients_[c].row(i));
    }
  }
}

Result<JpegAnalysis> JpegAnalysis::of(const PictureView& picture) {
  if (std::max(picture.width, picture.height) > jpeg::kLongestSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for JPEG", jpeg::kLongestSide,
                      std::max(picture.width, picture.height));
  }
  Picture flat;
  PictureView rgb = picture;
  if (picture.channels == 4) {
    flat = flattened_on_white(picture);
    rgb = flat.view();
  }
  const bool grey = is_grey(rgb);
  const bool full_chroma = grey || jpeg::has_sharp_colour_edges(rgb);
  JpegAnalysis made(rgb, grey ? 1 : 3, full_chroma ? 1 : 2);
  made.transform(rgb);
  return made;
}

BlockGrid JpegAnalysis::levels_of(std::size_t component, const jpeg::QuantTable& table, Effort effort) const {
  const bool small = effort == Effort::kSmall;
  const jpeg::Quantiser quantiser = small ? jpeg::rounding_quantiser(table) : jpeg::dead_zone_quantiser(table);
  const BlockGrid& from = coefficients_[component];
  const std::span<const int> places = component == 0 ? clipped_.places() : std::span<const int>();
  const BlockGrid settled = component == 0 ? clipped_.settled(from, quantiser) : BlockGrid();
  const int blocks = from.wide() * from.high();
  BlockGrid levels(from.wide(), from.high());
  jpeg::quantise(from.row(0), blocks, quantiser, levels.row(0));
  for (std::size_t i = 0; i < places.size(); ++i) {
    jpeg::quantise(settled.block(static_cast<int>(i), 0), 1, quantiser, levels.block(places[i], 0));
  }
  if (!small) return levels;
  const jpeg::SymbolRates rates = jpeg::symbol_rates(levels);
  std::size_t next = 0;
  for (int i = 0; i < blocks; ++i) {
    const bool clipped = next < places.size() && places[next] == i;
    const std::int16_t* coefficients = clipped ? settled.block(static_cast<int>(next++), 0) : from.block(i, 0);
    jpeg::choose_levels(coefficients, quantiser, rates, levels.block(i, 0));
  }
  return levels;
}

jpeg::QuantisedPicture JpegAnalysis::quantised(const EncodeSettings& settings) const {
  jpeg::QuantisedPicture picture{.width = width_,
                                 .height = height_,
                                 .luma_sampling = luma_sampling_,
                                 .gamut = gamut_,
                                 .tables = jpeg::quant_tables(settings.quality)};
  for (std::size_t i = 0; i < coefficients_.size(); ++i) {
    const jpeg::QuantTable& table = i == 0 ? picture.tables.luma : picture.tables.chroma;
    picture.levels.push_back(levels_of(i, table, settings.effort));
  }
  return picture;
}

}  // namespace pictor::image
