#pragma once
// The inner loops of resizing, in SIMD for the machine that runs them (Highway, chosen at run time).

#include <cstddef>
#include <span>
#include <vector>

#include "image/resize/filter_weights.h"

namespace pictor::image {

/// Rows that pass through a resize together: what was loaded for one of them serves all.
inline constexpr int kRowBatch = 4;

/// A row of a result that is being summed up, and what each row of a batch gives to it.
struct RowShare {
  float* sum = nullptr;
  float weights[kRowBatch] = {};
};

/// sum += weights[r] * rows[r] of all shares, for the first `floats` values of rows, rounded up within kRowPadding.
/// What is in the sums of the last `fresh` shares does not count: they begin at zero.
void add_rows(const float* const (&rows)[kRowBatch], std::span<const RowShare> shares, std::size_t fresh,
              std::size_t floats);

/// kRowBatch rows side by side: pixel x of row r begins at (x * kRowBatch + r) * kSpreadChannels, three channels or
/// four. A weight of the horizontal filter then serves whole vectors, and no vector has to be summed across.
inline constexpr int kSpreadChannels = 4;

/// Puts rows, their padding readable, side by side.
void spread_rows(const float* const (&rows)[kRowBatch], int channels, std::size_t pixels, float* batch);

/// Taps of a row: out pixel i multiplies `count` in pixels from first[i] on with weights[i * count] and those after it.
/// All have the same number, an even one, filled up with zeros: a loop of one length is one the processor foresees.
struct RowTaps {
  int count = 0;
  std::vector<int> first;
  std::vector<float> weights;
};
/// `skipped` pixels at the beginning of rows are not there.
RowTaps lay_out(const FilterWeights& taps, int skipped);

/// A batch of rows, behind which `taps.count` more pixels are readable and finite, to another width, each to its own
/// row of `out` of `channels` a pixel, into whose padding it writes.
void resample_batch(const float* batch, const RowTaps& taps, int channels, float* const (&out)[kRowBatch]);

}  // namespace pictor::image
