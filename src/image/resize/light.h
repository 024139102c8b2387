#pragma once
// Between stored 8-bit sRGB and the light that resizing adds up: IEC 61966-2-1.

#include <cstdint>
#include <span>

namespace pictor::image {

/// Floats a row of light has behind its last pixel: kernels read and write whole vectors. They are always zero.
inline constexpr int kRowPadding = 16;
/// A pixel of light: linear red, green, blue, each premultiplied by alpha, and alpha; 0..1 (filters may overshoot).
inline constexpr int kLightChannels = 4;

/// Floats that a row of light of `width` pixels takes.
inline std::size_t light_row_floats(int width) {
  return static_cast<std::size_t>(width) * kLightChannels + kRowPadding;
}

/// Rows of 3 or 4 bytes a pixel to light and back. `light` holds `light_row_floats(width)` floats. The way back clamps,
/// divides by alpha and is within 0.6 levels of the exact curve. Pure; any thread.
void srgb_to_light(std::span<const std::uint8_t> srgb, int channels, float* light);
void light_to_srgb(const float* light, int channels, std::span<std::uint8_t> srgb);

/// The exact curves: 0..1 in, 0..1 out.
double srgb_decode(double encoded);
double srgb_encode(double linear);

}  // namespace pictor::image
