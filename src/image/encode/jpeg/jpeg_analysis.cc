#include "image/encode/jpeg/jpeg_analysis.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "image/encode/flatten.h"
#include "image/encode/jpeg/coefficient_writer.h"
#include "image/encode/jpeg/trellis.h"
#include "image/encode/jpeg/tuning.h"

namespace pictor::image {
namespace {
using namespace jpeg;
constexpr int kLongestSide = 65'500;  // libjpeg's JPEG_MAX_DIMENSION

bool is_grey(const PictureView& p) {
  for (const std::uint8_t *at = p.pixels, *end = at + p.size(); at < end; at += 3)
    if (at[0] != at[1] || at[1] != at[2]) return false;
  return true;
}
int ceil_div(int a, int b) { return (a + b - 1) / b; }

void extend(std::int16_t* row, int width, int padded) { std::fill(row + width, row + padded, row[width - 1]); }

Quantiser make_quantiser(const QuantTable& t, bool chroma) {
  Quantiser q;
  for (int i = 0; i < 64; i++) {
    q.step[i] = t[i];
    q.reciprocal[i] = 1.0F / (t[i] * kCoefficientUnit);
    const double r = std::hypot(i / 8, i % 8);
    q.rounding[i] = i == 0 ? 0.5F : static_cast<float>(std::max(0.3, tuning.dz - tuning.dzslope * r));
    (void)chroma;
  }
  return q;
}
}  // namespace

Result<JpegAnalysis> JpegAnalysis::of(const PictureView& any) {
  if (any.width > kLongestSide || any.height > kLongestSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for JPEG", kLongestSide,
                      std::max(any.width, any.height));
  }
  Picture flat;
  PictureView picture = any;
  if (any.channels == 4) {
    flat = flattened_on_white(any);
    picture = flat.view();
  }
  JpegAnalysis made;
  made.width_ = picture.width;
  made.height_ = picture.height;
  const bool grey = is_grey(picture);
  const int sampling = made.luma_sampling_ = grey || tuning.chroma444 ? 1 : 2;
  const int components = grey ? 1 : 3;
  for (int i = 0; i < components; ++i) {
    const int s = i ? 8 * sampling : 8;
    made.coefficients_.emplace_back(ceil_div(picture.width, s), ceil_div(picture.height, s));
  }
  const int band = 8 * sampling;
  const int padded = ceil_div(picture.width, band) * band + kSamplePadding;
  std::vector<std::int16_t> buf(std::size_t(padded) * (band * 3 + 16));
  std::int16_t* yb = buf.data();
  std::int16_t* full[2] = {yb + padded * band, yb + 2 * padded * band};
  std::int16_t* half[2] = {yb + 3 * padded * band, yb + 3 * padded * band + 8 * padded};
  for (int top = 0; top < picture.height; top += band) {
    for (int r = 0; r < band; ++r) {
      if (top + r < picture.height) {
        rgb_to_ycc(picture.row(top + r), picture.width, yb + r * padded, full[0] + r * padded, full[1] + r * padded);
        extend(yb + r * padded, picture.width, padded);
        extend(full[0] + r * padded, picture.width, padded);
        extend(full[1] + r * padded, picture.width, padded);
      } else
        for (auto* p : {yb, full[0], full[1]}) std::copy_n(p + (r - 1) * padded, padded, p + r * padded);
    }
    for (int i = 0; i < sampling; ++i) {
      const int by = top / 8 + i;
      if (by >= made.coefficients_[0].high()) break;
      forward_dct(yb + 8 * i * padded, padded, made.coefficients_[0].wide(), made.coefficients_[0].row(by));
      if (tuning.dering)
        for (int x = 0; x < made.coefficients_[0].wide(); x++) {
          int w = 0, b = 0;
          const std::int16_t* s = yb + 8 * i * padded + 8 * x;
          for (int r = 0; r < 8; r++)
            for (int c = 0; c < 8; c++) {
              w += s[r * padded + c] >= 127 * 16 - 8;
              b += s[r * padded + c] <= -128 * 16 + 8;
            }
          if (w + b > 0 && w != 64 && b != 64) {
            ClippedBlock cb{x, by, {}};
            for (int r = 0; r < 8; r++) std::copy_n(s + r * padded, 8, cb.samples + 8 * r);
            made.clipped_.push_back(cb);
          }
        }
    }
    for (int c = 0; c < components - 1; ++c) {
      const std::int16_t* from = full[c];
      if (sampling == 2) {
        for (int r = 0; r < 8; ++r)
          halve_rows(full[c] + 2 * r * padded, full[c] + (2 * r + 1) * padded, padded / 2 - 32, half[c] + r * padded);
        from = half[c];
      }
      forward_dct(from, padded, made.coefficients_[c + 1].wide(), made.coefficients_[c + 1].row(top / band));
    }
  }
  for (auto& g : made.coefficients_) {
    std::vector<float> e(g.wide() * g.high());
    for (int i = 0; i < g.wide() * g.high(); i++) {
      const std::int16_t* b = g.row(0) + 64 * i;
      float sum = 0;
      for (int k = 1; k < 64; k++) sum += float(b[k]) * b[k];
      e[i] = sum / (64 * 64);
    }
    made.energy_.push_back(std::move(e));
  }
  return made;
}

Result<EncodedBytes> JpegAnalysis::encode(const EncodeSettings& settings) const {
  const QuantTables tables = quant_tables(settings.quality);
  std::vector<BlockGrid> levels;
  std::vector<BlockGrid> changed;  // tuning only
  for (std::size_t c = 0; c < coefficients_.size(); ++c) {
    const BlockGrid& from = coefficients_[c];
    const BlockGrid* source = &from;
    const Quantiser quantiser = make_quantiser(c == 2 ? tables.cr : c ? tables.chroma : tables.luma, c > 0);
    if (c == 0 && tuning.dering && !clipped_.empty()) {
      BlockGrid copy(from.wide(), from.high());
      std::memcpy(copy.row(0), from.row(0), std::size_t(from.wide()) * from.high() * 128);
      for (const auto& cb : clipped_) {
        std::int16_t target[64], back[64], lv[64];
        std::int16_t* co = copy.block(cb.x, cb.y);
        std::copy_n(cb.samples, 64, target);
        for (int it = 0; it < tuning.dering; ++it) {
          quantise(co, 1, quantiser, lv);
          for (int k = 0; k < 64; k++) lv[k] = std::int16_t(lv[k] * quantiser.step[k]);
          inverse_dct(lv, back);
          for (int k = 0; k < 64; k++) {
            if (cb.samples[k] >= 127 * 16 - 8) target[k] = std::clamp(back[k], cb.samples[k], std::int16_t(cb.samples[k] + 16 * 60));
            if (cb.samples[k] <= -128 * 16 + 8) target[k] = std::clamp(back[k], std::int16_t(cb.samples[k] - 16 * 60), cb.samples[k]);
          }
          forward_dct(target, 8, 1, co);
        }
      }
      changed.push_back(std::move(copy));
      source = &changed.back();
    }
    BlockGrid to(from.wide(), from.high());
    quantise(source->row(0), from.wide() * from.high(), quantiser, to.row(0));
    if (tuning.trellis) {
      for (int round = 0; round < tuning.rounds; round++) {
        const SymbolRates rates = symbol_rates(to);
        for (int i = 0; i < from.wide() * from.high(); i++) {
          const double e = energy_[c][i];
          const double W = c ? tuning.Wc : tuning.W, E0 = c ? tuning.E0c : tuning.E0;
          const double weight = W / std::pow(1 + e / E0, tuning.mp);
          choose_levels(source->row(0) + 64 * i, quantiser, rates, float(weight), to.row(0) + 64 * i);
        }
      }
    }
    levels.push_back(std::move(to));
  }
  return write_coefficients({width_, height_, luma_sampling_, levels, tables}, settings.effort);
}

Result<EncodedBytes> encode_jpeg(const PictureView& picture, const EncodeSettings& settings) {
  const JpegAnalysis analysis = TRY(JpegAnalysis::of(picture));
  return analysis.encode(settings);
}

}  // namespace pictor::image
