#include "image/decode/tiff_rows.h"

#include <algorithm>
#include <cstring>

namespace pictor::image {
namespace {

constexpr std::size_t kMostTileRowBytes = std::size_t{256} << 20;

std::size_t bytes_of_row(const TiffLayout& layout, std::uint32_t width, int samples) {
  return (static_cast<std::size_t>(width) * static_cast<std::size_t>(samples * layout.bits) + 7) / 8;
}

std::unexpected<Error> odd_size() {
  return fail(ErrorCode::kCorruptImage, "the TIFF's rows are of another length than it says");
}

}  // namespace

Result<void> TiffRows::open() {
  for (int plane = 0; plane < planes(); ++plane) {
    readers_.push_back(std::make_unique<TiffReader>(file_));
    TRY_VOID(readers_.back()->open(layout_));
  }
  row_bytes_ = bytes_of_row(layout_, layout_.width, layout_.samples);
  const int part_samples = layout_.separate ? 1 : layout_.samples;
  if (layout_.tile_width == 0) {
    part_.resize(bytes_of_row(layout_, layout_.width, part_samples));
    if (readers_[0]->row_bytes() != part_.size()) return odd_size();
    rows_.resize(row_bytes_);
    return {};
  }
  const std::size_t tile_bytes = bytes_of_row(layout_, layout_.tile_width, part_samples) * layout_.tile_height;
  if (readers_[0]->tile_bytes() != tile_bytes) return odd_size();
  const std::size_t held = row_bytes_ * std::min(layout_.tile_height, layout_.height);
  if (std::max(held, tile_bytes) > kMostTileRowBytes) {
    return fail(ErrorCode::kUnprocessable, "the TIFF's tiles are too large");
  }
  part_.resize(tile_bytes);
  rows_.resize(held);
  return {};
}

Result<Bytes> TiffRows::next() {
  if (layout_.tile_width == 0) {
    TRY_VOID(read_strip_row());
    ++next_row_;
    return Bytes(rows_);
  }
  const std::uint32_t row_of_tile = next_row_ % layout_.tile_height;
  if (row_of_tile == 0) TRY_VOID(read_tiles());
  ++next_row_;
  return Bytes(rows_).subspan(row_of_tile * row_bytes_, row_bytes_);
}

Result<void> TiffRows::read_strip_row() {
  if (!layout_.separate) return readers_[0]->read_row(next_row_, 0, rows_);
  for (int plane = 0; plane < planes(); ++plane) {
    TRY_VOID(readers_[static_cast<std::size_t>(plane)]->read_row(next_row_, plane, part_));
    place(part_, plane, rows_);
  }
  return {};
}

Result<void> TiffRows::read_tiles() {
  for (std::uint32_t x = 0; x < layout_.width; x += layout_.tile_width) {
    for (int plane = 0; plane < planes(); ++plane) TRY_VOID(read_tile(x, plane));
  }
  return {};
}

/// Puts the tile at `x` where it belongs in `rows_`; tiles reach beyond the right and lower edge, and begin at a
/// whole byte.
Result<void> TiffRows::read_tile(std::uint32_t x, int plane) {
  TRY_VOID(readers_[static_cast<std::size_t>(plane)]->read_tile(x, next_row_, plane, part_));
  const std::uint32_t pixels = std::min(layout_.tile_width, layout_.width - x);
  const std::uint32_t rows = std::min(layout_.tile_height, layout_.height - next_row_);
  const int part_samples = layout_.separate ? 1 : layout_.samples;
  const std::size_t stride = bytes_of_row(layout_, layout_.tile_width, part_samples);
  for (std::uint32_t y = 0; y < rows; ++y) {
    const Bytes samples = Bytes(part_).subspan(y * stride, bytes_of_row(layout_, pixels, part_samples));
    const std::span<std::uint8_t> row = std::span(rows_).subspan(y * row_bytes_, row_bytes_);
    const std::span<std::uint8_t> place_in_row = row.subspan(bytes_of_row(layout_, x, layout_.samples));
    if (layout_.separate) {
      place(samples, plane, place_in_row);
    } else {
      std::memcpy(place_in_row.data(), samples.data(), samples.size());
    }
  }
  return {};
}

/// Spreads the samples of one plane among those of the others; planes are of whole bytes.
void TiffRows::place(std::span<const std::uint8_t> samples, int plane, std::span<std::uint8_t> row) const {
  const auto bytes = static_cast<std::size_t>(layout_.bits / 8);
  std::uint8_t* to = row.data() + static_cast<std::size_t>(plane) * bytes;
  for (std::size_t at = 0; at < samples.size(); at += bytes, to += pixel_bytes()) {
    std::memcpy(to, &samples[at], bytes);
  }
}

}  // namespace pictor::image
