#include "image/decode/dib_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace pictor::image {

std::uint8_t DibRows::Field::level(std::uint32_t pixel, std::uint8_t fallback) const {
  if (mask == 0) return fallback;
  const std::uint64_t code = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>((code * 255 + full / 2) / full);
}

DibRows::Field DibRows::field_of(std::uint32_t mask) {
  if (mask == 0) return {};
  const int shift = std::countr_zero(mask);
  return {.mask = mask, .shift = shift, .full = mask >> shift};
}

DibRows::DibRows(const Dib& dib, Bytes pixels)
    : dib_(dib),
      pixels_(pixels),
      red_(field_of(dib.masks.red)),
      green_(field_of(dib.masks.green)),
      blue_(field_of(dib.masks.blue)),
      alpha_(field_of(dib.masks.alpha)) {
  for (auto& color : palette_) color = {0, 0, 0, 255};
  for (std::size_t i = 0; i < dib.palette_colors(); ++i) {
    const Bytes bgr = dib.palette.subspan(i * dib.palette_step, 3);
    palette_[i] = {bgr[2], bgr[1], bgr[0], 255};
  }
}

Result<DibRows> DibRows::open(const Dib& dib, Bytes pixels) {
  DibRows rows(dib, pixels);
  if (dib.packing != DibPacking::kRows) rows.unpacked_ = TRY(unpack_dib_runs(dib, pixels));
  return rows;
}

const std::uint8_t* DibRows::row(std::uint32_t y) const {
  const std::size_t stored = dib_.top_down ? y : dib_.height - 1 - y;
  if (!unpacked_.empty()) return &unpacked_[stored * dib_.width];
  return &pixels_[stored * dib_.stride()];
}

void DibRows::read(std::uint32_t y, std::uint8_t* rgba) const {
  const std::uint8_t* from = row(y);
  if (!unpacked_.empty()) return read_indexed(from, 8, rgba);
  if (dib_.bits <= 8) return read_indexed(from, dib_.bits, rgba);
  if (dib_.bits != 24) return read_fields(from, rgba);
  for (std::uint32_t x = 0; x < dib_.width; ++x, from += 3, rgba += 4) {
    rgba[0] = from[2];
    rgba[1] = from[1];
    rgba[2] = from[0];
    rgba[3] = 255;
  }
}

/// The first pixel is in the highest bits.
void DibRows::read_indexed(const std::uint8_t* from, int bits, std::uint8_t* rgba) const {
  const unsigned mask = (1U << bits) - 1;
  const std::size_t in_byte = 8 / static_cast<std::size_t>(bits);
  for (std::size_t x = 0; x < dib_.width; ++x, rgba += 4) {
    const int shift = 8 - bits * static_cast<int>(x % in_byte + 1);
    std::memcpy(rgba, palette_[from[x / in_byte] >> shift & mask].data(), 4);
  }
}

void DibRows::read_fields(const std::uint8_t* from, std::uint8_t* rgba) const {
  const std::size_t step = static_cast<std::size_t>(dib_.bits) / 8;
  for (std::uint32_t x = 0; x < dib_.width; ++x, from += step, rgba += 4) {
    std::uint32_t pixel = from[0] | static_cast<std::uint32_t>(from[1]) << 8;
    if (step == 4) pixel |= static_cast<std::uint32_t>(from[2]) << 16 | static_cast<std::uint32_t>(from[3]) << 24;
    rgba[0] = red_.level(pixel, 0);
    rgba[1] = green_.level(pixel, 0);
    rgba[2] = blue_.level(pixel, 0);
    rgba[3] = alpha_.level(pixel, 255);
  }
}

bool DibRows::has_visible_pixels() const {
  if (alpha_.mask == 0) return true;
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(dib_.width) * 4);
  for (std::uint32_t y = 0; y < dib_.height; ++y) {
    read(y, rgba.data());
    for (std::size_t i = 3; i < rgba.size(); i += 4) {
      if (rgba[i] != 0) return true;
    }
  }
  return false;
}

}  // namespace pictor::image
