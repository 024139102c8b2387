#include "image/encode/color_census.h"

namespace pictor::image {

std::size_t ColorCensus::slot_of(std::uint32_t color) const {
  std::size_t slot = color * 0x9e3779b1U >> 22;  // Fibonacci hashing to ten bits
  while (index_at_[slot] != 0 && color_at_[slot] != color) slot = (slot + 1) % kSlots;
  return slot;
}

std::size_t ColorCensus::index_of(std::uint32_t color) {
  const std::size_t slot = slot_of(color);
  if (index_at_[slot] != 0) return index_at_[slot] - 1U;
  if (colors_.size() == kMaxPaletteColors) return kMaxPaletteColors;
  colors_.push_back(color);
  color_at_[slot] = color;
  index_at_[slot] = static_cast<std::uint16_t>(colors_.size());
  return colors_.size() - 1;
}

std::optional<std::size_t> ColorCensus::find(std::uint32_t color) const {
  const std::size_t slot = slot_of(color);
  if (index_at_[slot] == 0) return std::nullopt;
  return index_at_[slot] - 1U;
}

std::uint32_t color_key(const std::uint8_t* pixel, int channels) {
  const std::uint32_t alpha = channels == 4 ? pixel[3] : 255U;
  if (alpha == 0) return 0;
  return pixel[0] | static_cast<std::uint32_t>(pixel[1]) << 8 | static_cast<std::uint32_t>(pixel[2]) << 16 |
         alpha << 24;
}

std::optional<ColorCensus> count_colors(const PictureView& picture) {
  ColorCensus census;
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += picture.channels) {
    if (census.index_of(color_key(pixel, picture.channels)) == kMaxPaletteColors) return std::nullopt;
  }
  return census;
}

}  // namespace pictor::image
