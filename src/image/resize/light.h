#pragma once
// Between stored 8-bit sRGB and the light that resizing adds up: IEC 61966-2-1.

#include <cstddef>
#include <cstdint>
#include <span>

namespace pictor::image {

/// Floats a row of light has behind its last pixel: kernels read and write whole vectors. What is in them is of no
/// account, because no kernel mixes lanes of different pixels.
inline constexpr int kRowPadding = 32;

/// Floats that a row of light takes. A pixel has the channels of its picture: linear red, green, blue and, where it has
/// an alpha, that, the colours premultiplied by it; 0..1 (filters may overshoot).
inline std::size_t light_row_floats(int width, int channels) {
  return static_cast<std::size_t>(width) * channels + kRowPadding;
}

/// A row of 3 or 4 bytes a pixel as light, within 0.02 levels of the exact curve; `light` is as long as the row.
///
/// `lost_variance`, where not empty, holds for each pixel what averaging in gamma light took away, in squared 8-bit
/// levels, and its light is given back: the mean light of samples of mean m and variance v is f(m) + f''(m) v / 2 +
/// ..., f being the sRGB decoding function. Colours stay within alpha. Pure; any thread.
void srgb_to_light(std::span<const std::uint8_t> srgb, int channels, std::span<const float> lost_variance,
                   float* light);

/// The way back: clamps, divides by alpha and rounds to the nearest level of a curve within 0.05 levels of the exact
/// one. Pure; any thread.
void light_to_srgb(const float* light, int channels, std::span<std::uint8_t> srgb);

}  // namespace pictor::image
