#pragma once
// What IHDR says, and the sizes that follow from it (PNG third edition, sections 7.2 and 11.2.1).

#include <cstddef>
#include <cstdint>

namespace pictor::image {

enum class PngColor : std::uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgbAlpha = 6 };

/// Of a picture whose colour type and depth go together (probe() asked).
struct PngHeader {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int depth = 8;  ///< bits of a sample: 1, 2, 4, 8 or 16
  PngColor color = PngColor::kRgb;
  bool interlaced = false;

  int samples() const {
    switch (color) {
      case PngColor::kGrey:
      case PngColor::kPalette:
        return 1;
      case PngColor::kGreyAlpha:
        return 2;
      case PngColor::kRgb:
        return 3;
      case PngColor::kRgbAlpha:
        return 4;
    }
    return 0;
  }
  bool is_grey() const { return color == PngColor::kGrey || color == PngColor::kGreyAlpha; }
  bool has_alpha() const { return color == PngColor::kGreyAlpha || color == PngColor::kRgbAlpha; }
  std::size_t row_bytes(std::uint32_t pixels) const {
    return (std::size_t{pixels} * static_cast<std::size_t>(samples() * depth) + 7) / 8;
  }
  /// Bytes from a byte to the one that filters compare it with: of a pixel, at least one.
  int filter_distance() const { return samples() * depth < 8 ? 1 : samples() * depth / 8; }
};

}  // namespace pictor::image
