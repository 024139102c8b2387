#pragma once
// Small valid pictures of every format, made by the encoders that Pictor links. All show the same pattern.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/container_parts.h"

namespace pictor::test {

/// The pattern: red grows from left to right, green from top to bottom, blue with the frame's number; with alpha, the
/// left half is transparent. RGBA, `width` x `height` x 4 bytes.
FileBytes sample_pixels(int width, int height, int frame = 0, bool alpha = false);

/// ICC profiles of sRGB and Display P3 as lcms writes them.
FileBytes srgb_icc_profile();
FileBytes display_p3_icc_profile();

struct JpegSample {
  enum class Color { kGrey, kRgb, kCmyk };
  int width = 64;
  int height = 48;
  Color color = Color::kRgb;  ///< RGB is stored as YCbCr 4:2:0, CMYK inverted with an Adobe marker
  int quality = 90;
  bool progressive = false;
  bool arithmetic = false;
  int restart_rows = 0;
  int orientation = 0;  ///< EXIF; 0: no EXIF
  FileBytes icc = {};
  std::string comment = {};
};
FileBytes make_jpeg(const JpegSample& sample = {});

struct PngSample {
  enum class Color { kGrey, kRgb, kPalette, kGreyAlpha, kRgbAlpha };
  int width = 64;
  int height = 48;
  Color color = Color::kRgb;
  int depth = 8;  ///< 8, or 16 (not of a palette)
  bool interlaced = false;
  int orientation = 0;  ///< eXIf; 0: none
  FileBytes icc = {};
  std::string comment = {};  ///< as tEXt
};
FileBytes make_png(const PngSample& sample = {});

struct GifSample {
  int width = 64;
  int height = 48;
  int frames = 1;
  int delay_hundredths = 10;
  std::optional<int> loop_count = {};  ///< the NETSCAPE extension; none by default
  bool transparent = false;
  std::string comment = {};
};
FileBytes make_gif(const GifSample& sample = {});

struct WebpSample {
  int width = 64;
  int height = 48;
  bool lossless = false;
  bool alpha = false;
  int frames = 1;
  int delay_ms = 100;
  int loop_count = 0;
  int orientation = 0;  ///< EXIF chunk; 0: none
  FileBytes icc = {};
};
FileBytes make_webp(const WebpSample& sample = {});

struct AvifSample {
  int width = 64;
  int height = 48;
  bool alpha = false;
  int depth = 8;                               ///< 8, 10 or 12
  std::optional<int> quarter_turns = {};       ///< irot, anti-clockwise
  std::optional<bool> mirror_left_right = {};  ///< imir: left and right, or top and bottom
  FileBytes icc = {};
  FileBytes exif = {};
  int columns = 1;  ///< more than 1: a grid of one row, each tile `width` / `columns` wide
};
FileBytes make_avif(const AvifSample& sample = {});

/// `clap` in whole pixels: what is left of the picture, in its middle.
struct CropSample {
  int width = 0;
  int height = 0;
};

struct HeicSample {
  int width = 64;
  int height = 48;
  bool alpha = false;
  int depth = 8;                               ///< 8 or 10
  std::optional<int> quarter_turns = {};       ///< irot, anti-clockwise
  std::optional<bool> mirror_left_right = {};  ///< imir: left and right, or top and bottom
  std::optional<CropSample> crop = {};
  FileBytes icc = {};
  FileBytes exif = {};
  /// nclx: primaries, transfer, matrix, full range. The samples are always those of sRGB in BT.601, full range.
  int primaries = 1;
  int transfer = 13;
  bool grid =
      false;  ///< as it also is with more than one column or row; every tile is 64 x 64 or what `tile_side` says
  int columns = 1;
  int rows = 1;
  int tile_side = 64;
  std::string gain_map = {};  ///< URN of a further auxiliary picture, which is black
};
FileBytes make_heic(const HeicSample& sample = {});

struct JxlSample {
  int width = 64;
  int height = 48;
  bool alpha = false;
  bool grey = false;  ///< one channel of colour, without alpha
  int depth = 8;      ///< 8 or 16
  bool lossless = true;
  int orientation = 1;
  bool pq = false;  ///< the samples say that they are BT.2100 PQ
  int frames = 1;
  bool container = false;  ///< in boxes
  FileBytes icc = {};
  FileBytes exif = {};  ///< of a container
};
FileBytes make_jxl(const JxlSample& sample = {});

}  // namespace pictor::test
