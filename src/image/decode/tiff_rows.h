#pragma once

#include <memory>
#include <vector>

#include "image/container/tiff_layout.h"
#include "image/decode/tiff_reader.h"

namespace pictor::image {

/// The rows of a TIFF, top to bottom, the samples of a pixel side by side, as they are stored otherwise. Holds a row of
/// strips, or a row of tiles. Planes are read by a reader each, so that none is decoded twice.
class TiffRows {
 public:
  TiffRows(Bytes file, const TiffLayout& layout) : file_(file), layout_(layout) {}

  /// Errors: kCorruptImage; kUnprocessable for tiles so large that a row of them would not be held.
  Result<void> open();
  /// The next row; valid until the next call. Called at most `height` times. Errors: kCorruptImage.
  Result<Bytes> next();

 private:
  int planes() const { return layout_.separate ? layout_.samples : 1; }
  std::size_t pixel_bytes() const { return static_cast<std::size_t>(layout_.samples * layout_.bits / 8); }
  Result<void> read_strip_row();
  Result<void> read_tiles();
  Result<void> read_tile(std::uint32_t x, int plane);
  void place(std::span<const std::uint8_t> samples, int plane, std::span<std::uint8_t> row) const;

  Bytes file_;
  const TiffLayout& layout_;
  std::vector<std::unique_ptr<TiffReader>> readers_;  ///< one a plane
  std::size_t row_bytes_ = 0;
  std::vector<std::uint8_t> part_;  ///< a row of one plane, or a tile
  std::vector<std::uint8_t> rows_;  ///< a row, or those of a row of tiles
  std::uint32_t next_row_ = 0;
};

}  // namespace pictor::image
