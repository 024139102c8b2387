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

/// Adds to `light`, which srgb_to_light() made of `srgb`, what averaging in gamma light lost: the mean light of samples of
/// mean m and variance v is f(m) + f''(m) v / 2 + ..., f being the sRGB decoding function. `variance` holds a value per
/// pixel in squared 8-bit levels. Colours are clamped to alpha. Pure; any thread.
void restore_lost_light(std::span<const std::uint8_t> srgb, int channels, std::span<const float> variance,
                        float* light);

/// The exact curves: 0..1 in, 0..1 out.
double srgb_decode(double encoded);
double srgb_encode(double linear);

}  // namespace pictor::image
