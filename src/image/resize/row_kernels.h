#pragma once
// The inner loops of resizing, in SIMD for the machine that runs them (Highway, chosen at run time).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/resize/filter_weights.h"

namespace pictor::image {

/// In pixels that one step of the horizontal kernel reads; weights are padded with zeros to a multiple of it.
inline constexpr int kTapGroup = 4;
/// Light 0..1 in whole steps, fine enough that the darkest of them is a fifth of an 8-bit level.
inline constexpr int kLightSteps = 16'383;

/// Taps of a row, laid out for the kernel: out pixel i multiplies the in pixels from first[i] on with
/// weights[begin[i]] .. weights[begin[i + 1] - 1], whose number is a multiple of kTapGroup.
struct RowTaps {
  std::vector<int> first;
  std::vector<int> begin;  ///< one more than there are out pixels
  std::vector<float> weights;
};
RowTaps lay_out(const std::vector<Taps>& taps);

/// One row of light to another width. Reads up to kRowPadding floats behind the end of `in`.
void resample_row(const float* in, const RowTaps& taps, float* out);

/// out[x] = sum of weights[t] * rows[t][x] for `floats` values, rounded up to whole vectors within kRowPadding.
void blend_rows(const float* const* rows, const float* weights, int count, std::size_t floats, float* out);

/// Light to steps of 1 / kLightSteps, clamped; with `alpha` colours are divided by it first. `floats` is a multiple of
/// four; rounded up to whole vectors within kRowPadding.
void light_to_steps(const float* light, std::size_t floats, bool alpha, std::uint16_t* steps);

}  // namespace pictor::image
