#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "image/picture.h"

namespace pictor::image {

inline constexpr std::size_t kMaxPaletteColors = 256;

/// Up to kMaxPaletteColors different colours, each as 0xAABBGGRR, in order of first appearance.
class ColorCensus {
 public:
  /// Index of `color`, which is added if new; kMaxPaletteColors when it does not fit any more.
  std::size_t index_of(std::uint32_t color);
  /// Index of `color` if it was added.
  std::optional<std::size_t> find(std::uint32_t color) const;
  const std::vector<std::uint32_t>& colors() const { return colors_; }

 private:
  std::size_t slot_of(std::uint32_t color) const;

  static constexpr std::size_t kSlots = 1024;  // a power of two, at most a quarter full
  std::array<std::uint32_t, kSlots> color_at_{};
  std::array<std::uint16_t, kSlots> index_at_{};  // 1 + index; 0 = empty
  std::vector<std::uint32_t> colors_;
};

/// 0xAABBGGRR of a pixel; 0 for every fully transparent one.
std::uint32_t color_key(const std::uint8_t* pixel, int channels);

/// The colours of a whole picture; nullopt as soon as there are more than kMaxPaletteColors. Pure.
std::optional<ColorCensus> count_colors(const PictureView& picture);

}  // namespace pictor::image
