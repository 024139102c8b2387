#pragma once

#include <avif/avif.h>

#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "image/color/color_conversion.h"
#include "image/color/hdr_tone_map.h"
#include "image/decode/picture_source.h"
#include "image/pixel_pool.h"

namespace pictor::image {

/// What a result of libavif means for the picture of a format, named as in `AVIF`.
std::unexpected<Error> avif_failure(avifResult result, const char* format);

/// Rows of RGB from YUV planes that an avifImage holds, converted a band at a time; the image says its own colours.
/// One thread; the image must outlive it.
class YuvRows {
 public:
  /// `format` is named in errors.
  YuvRows(const avifImage& image, const char* format, Gamut widest);

  const PictureShape& shape() const { return shape_; }
  /// As PictureSource::read_row().
  Result<void> read_row(std::span<std::uint8_t> row);

 private:
  void choose_conversion(Gamut widest);
  std::size_t band_row_bytes() const;
  Result<void> convert_band();

  const avifImage& image_;
  const char* format_;
  PictureShape shape_;
  std::optional<ColorConversion> conversion_;
  std::optional<HdrToneMap> tone_map_;
  int sample_bytes_ = 1;
  PixelBuffer band_;
  std::uint32_t band_start_ = 0;  ///< row of the picture that is first in `band_`
  std::uint32_t band_end_ = 0;    ///< first row that is not
  std::uint32_t next_row_ = 0;
};

}  // namespace pictor::image
