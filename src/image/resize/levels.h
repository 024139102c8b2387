#pragma once
// Between stored levels and the floats that resizing adds up, where levels are to be averaged as they are: light.h
// without the curve.

#include <cstdint>
#include <span>

namespace pictor::image {

/// 0..255 as 0..1; `floats` is as long as the row. Pure; any thread.
void levels_to_floats(std::span<const std::uint8_t> levels, float* floats);

/// The way back: clamps, and rounds to the nearest level. Pure; any thread.
void floats_to_levels(const float* floats, std::span<std::uint8_t> levels);

}  // namespace pictor::image
