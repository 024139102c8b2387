#pragma once

#include <cstdint>
#include <optional>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/tiff_directory.h"
#include "image/limits.h"
#include "image/probe.h"

namespace pictor::image {

/// What the samples of a TIFF stand for. kLab: CIE L*a*b* with signed a and b; kIccLab: with an offset (TIFF technical
/// note of 2002, photometric 9). YCbCr comes in JPEG data only, which decode to RGB.
enum class TiffColor { kGrey, kPalette, kRgb, kYcbcr, kCmyk, kLab, kIccLab };
enum class TiffAlpha { kNone, kAssociated, kUnassociated };

/// The first picture of a TIFF as its directory describes it.
struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;  ///< of a sample: 1, 2, 4, 8 or 16
  int samples = 1;
  TiffColor color = TiffColor::kGrey;
  bool white_is_zero = false;
  TiffAlpha alpha = TiffAlpha::kNone;
  int alpha_sample = 0;   ///< which of the samples, where there is alpha
  bool separate = false;  ///< a plane for each sample
  std::uint16_t compression = 1;
  std::uint16_t photometric = 0;
  std::uint32_t tile_width = 0;  ///< 0: strips
  std::uint32_t tile_height = 0;
  std::uint32_t rows_per_strip = 0;
  Orientation orientation = Orientation::kNormal;
  Bytes icc;
  Bytes palette;  ///< 3 x 2^bits numbers of 16 bits: all reds, all greens, all blues
  bool palette_big_endian = false;
};

inline constexpr std::uint16_t kTiffJpeg = 7;

/// Reads the layout of `file` and checks that every strip and tile lies in it. Errors: as probe(). Pure.
Result<TiffLayout> read_tiff_layout(Bytes file, const Limits& limits);

}  // namespace pictor::image
