#pragma once
// The inner loops of the VP8 encoder, in SIMD for the machine that runs them (Highway, chosen at run time): transforms.
// Samples come as blocks: sixteen bytes, the four rows of 4x4 one behind the other. Counts of blocks are multiples of
// kBlocksAtOnce.

#include <cstdint>

#include "image/encode/webp/blocks_at_once.h"

namespace pictor::image::vp8 {

/// A block of coefficients before it is quantised. Those are what the decoder's inverse transform (RFC 6386, 14.4)
/// inverts: twice the orthonormal ones.
struct alignas(64) TransformedBlock {
  std::int16_t coefficients[16];  ///< in natural order
  std::int16_t magnitudes[16];    ///< theirs, in the order of the scan
  std::int16_t nearest[16];       ///< the levels nearest to the magnitudes
  std::int32_t energy;            ///< the sum of squares of all coefficients but the first
  std::uint32_t nonzero;          ///< a bit for each of `nearest` that is not zero, the first lowest
};

/// Transforms what predictions miss: to coefficients alone.
void forward_dct(const std::uint8_t* blocks, const std::uint8_t* predictions, int count, TransformedBlock* transformed);

/// Fills in all but the coefficients. `reciprocals` are 65536 / step, in the order of the scan.
void find_nearest_levels(TransformedBlock* blocks, int count, const std::uint16_t* reciprocals);

/// The decoder's inverse transform, added to predictions.
void inverse_dct(const std::int16_t* coefficients, const std::uint8_t* predictions, int count, std::uint8_t* blocks);

}  // namespace pictor::image::vp8
