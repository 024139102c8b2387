#pragma once
// The inner loops of the conversion to 4:2:0, in SIMD for the machine that runs them (Highway, chosen at run time).

#include <cstddef>
#include <cstdint>

namespace pictor::image {

/// Values that these kernels take at once, at most.
inline constexpr std::size_t kMaxYuvLanes = 16;
/// What rows given to them have beyond their last value: room for whole vectors, interleaved in pairs.
inline constexpr std::size_t kYuvRowPadding = 2 * kMaxYuvLanes;

/// Levels 0..255 of a row's pixels.
struct RgbRow {
  float* red = nullptr;
  float* green = nullptr;
  float* blue = nullptr;
};

/// Colour differences around 0, -127.5..127.5.
struct ChromaRow {
  float* u = nullptr;
  float* v = nullptr;
};

/// Pixels of 3 or 4 bytes to levels; a fourth is left out.
void split_channels(const std::uint8_t* pixels, int channels, std::size_t width, const RgbRow& row);

/// The colour of the mean light of two by two pixels.
void mean_chroma(const RgbRow& upper, const RgbRow& lower, std::size_t half_width, const ChromaRow& row);

/// What a decoder interpolates for a row of twice the width between two rows of chroma, the nearer of which counts 3 to
/// 1. `mixed` is room for a row of half the width and kYuvRowPadding before it.
void interpolate_chroma(const float* near, const float* far, std::size_t half_width, float* mixed, float* shown);

/// bytes = offset + scale * values, rounded and clamped.
void scale_to_bytes(const float* values, std::size_t count, float offset, float scale, std::uint8_t* bytes);

/// The luma with which pixels shown in the interpolated chroma are as light as they were: one step of Newton's method
/// from each pixel's own luma.
void correct_luma(const RgbRow& row, const ChromaRow& shown, std::size_t width, float* luma);

}  // namespace pictor::image
