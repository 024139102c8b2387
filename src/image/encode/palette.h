#pragma once
// From millions of colours to 255 and a transparent one.

#include <array>
#include <cstdint>
#include <vector>

#include "image/picture.h"

namespace pictor::image {

struct PaletteColor {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// Opacity from which a GIF pixel is drawn at all.
inline constexpr int kOpaqueFrom = 128;
/// Opaque colours of a palette: one entry of 256 is kept for transparency.
inline constexpr std::size_t kMaxOpaqueColors = 255;

/// At most kMaxOpaqueColors colours that stand for the opaque pixels of `picture`: exactly its own where they are few,
/// else boxes of colour space split where their variance is greatest (after Wu, Graphics Gems II, 1991) and moved to
/// the mean of what they serve (k-means). At least one colour. Pure; deterministic.
std::vector<PaletteColor> choose_palette(const PictureView& picture);

/// One palette index a pixel, by Floyd-Steinberg error diffusion in alternating directions; pixels that are not opaque
/// get `transparent`. Exact colours come out exactly. Pure.
std::vector<std::uint8_t> map_to_palette(const PictureView& picture, const std::vector<PaletteColor>& palette,
                                         std::uint8_t transparent);

}  // namespace pictor::image
