#pragma once

#include <tiffio.h>

#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/tiff_layout.h"

namespace pictor::image {

/// libtiff on a file in memory, which it sees as mapped, so that it copies nothing. Whatever it complains of is kept as
/// the cause of the next error and never printed. Not movable: libtiff keeps a pointer into it.
class TiffReader {
 public:
  explicit TiffReader(Bytes file) : file_(file) {}
  TiffReader(const TiffReader&) = delete;
  TiffReader& operator=(const TiffReader&) = delete;

  /// Errors of all: kCorruptImage; here also where libtiff reads another layout out of the directory than we did.
  Result<void> open(const TiffLayout& layout);
  /// The next row of strips, top to bottom; of plane `sample` where the layout has planes.
  Result<void> read_row(std::uint32_t y, int sample, std::span<std::uint8_t> row);
  /// The tile that holds the pixel (x, y).
  Result<void> read_tile(std::uint32_t x, std::uint32_t y, int sample, std::span<std::uint8_t> tile);
  std::size_t row_bytes() const { return static_cast<std::size_t>(TIFFScanlineSize64(tiff_.get())); }
  std::size_t tile_bytes() const { return static_cast<std::size_t>(TIFFTileSize64(tiff_.get())); }

 private:
  struct Close {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };
  static int on_complaint(TIFF* tiff, void* reader, const char* module, const char* format, va_list arguments);
  static int on_warning(TIFF* tiff, void* reader, const char* module, const char* format, va_list arguments);
  bool agrees(const TiffLayout& layout) const;
  std::unexpected<Error> damaged() const;

  Bytes file_;
  std::string complaint_;  ///< the first
  std::unique_ptr<TIFF, Close> tiff_;
};

}  // namespace pictor::image
