#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "image/color/color_conversion.h"
#include "image/color/lab_to_srgb.h"
#include "image/container/tiff_layout.h"

namespace pictor::image {

/// Turns rows of a TIFF's samples into 8-bit RGB, or RGBA (not premultiplied) where the layout has alpha. One
/// thread.
class TiffColors {
 public:
  TiffColors(const TiffLayout& layout, Gamut widest);
  /// Of what convert() gives.
  Gamut gamut() const { return conversion_ ? conversion_->gamut() : Gamut::kSrgb; }
  int channels() const { return layout_.alpha == TiffAlpha::kNone ? 3 : 4; }
  /// `samples`: a row as TiffRows gives it; `row`: width x channels().
  void convert(Bytes samples, std::span<std::uint8_t> row);

 private:
  int color_samples() const;
  Bytes unpacked(Bytes samples);
  template <class Sample>
  void split(const Sample* samples);
  template <class Sample>
  void take_color(const Sample* pixel, Sample* to) const;
  void convert_colors(std::uint8_t* rgb) const;

  TiffLayout layout_;
  std::optional<ColorConversion> conversion_;
  std::optional<LabToSrgb> lab_;
  std::array<std::uint8_t, 256> grey_levels_{};       ///< of fewer than 8 bits
  std::vector<std::array<std::uint8_t, 3>> palette_;  ///< at least as many as indices
  std::vector<std::uint8_t> unpacked_;                ///< samples of fewer than 8 bits, a byte each
  std::vector<std::uint16_t> colors_;                 ///< a row without its alpha: samples of 8 or 16 bits
  std::vector<std::uint8_t> alpha_;                   ///< a row
  std::vector<std::uint8_t> rgb_;                     ///< a row, where alpha is put between
};

}  // namespace pictor::image
