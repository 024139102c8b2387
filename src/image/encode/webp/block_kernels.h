#pragma once
// The inner loops of the VP8 encoder, in SIMD for the machine that runs them (Highway, chosen at run time). Samples
// come as blocks: sixteen bytes, the four rows of 4x4 one behind the other. Counts of blocks are multiples of
// kBlocksAtOnce.

#include <cstdint>

namespace pictor::image::vp8 {

inline constexpr int kBlocksAtOnce = 4;
/// kBlockModes, rounded up to kBlocksAtOnce.
inline constexpr int kPredictions = 12;

/// The ten predictions of a block (RFC 6386, 12.3), in the order of BlockMode, and how far the block is from each: half
/// the sum of magnitudes of the Hadamard transform of the difference. `edge` is sixteen bytes around the block: the
/// lowest sample to its left twice, the others upwards, the corner, eight above, the last of them twice again.
void rank_block_modes(const std::uint8_t* block, const std::uint8_t* edge, std::uint8_t* predictions,
                      std::uint32_t* distances);

/// The sum of such distances of blocks from their predictions.
std::uint32_t distance_of(const std::uint8_t* blocks, const std::uint8_t* predictions, int count);

/// Coefficients in natural order of what predictions miss: those of which the decoder's inverse (RFC 6386, 14.4) is the
/// inverse; twice the orthonormal ones.
void forward_dct(const std::uint8_t* blocks, const std::uint8_t* predictions, int count, std::int16_t* coefficients);

/// The decoder's inverse transform, added to predictions.
void inverse_dct(const std::int16_t* coefficients, const std::uint8_t* predictions, int count, std::uint8_t* blocks);

/// |coefficients| in the order of the scan, and the levels nearest to them. `reciprocal` is 65536 / step in that order.
/// The answer has a bit for each level that is not zero, the first coefficient's lowest.
std::uint32_t nearest_levels(const std::int16_t* coefficients, const std::uint16_t* reciprocal,
                             std::int16_t* magnitudes, std::int16_t* levels);

}  // namespace pictor::image::vp8
