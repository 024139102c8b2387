#pragma once
// The inner loops of the VP8 encoder, in SIMD for the machine that runs them (Highway, chosen at run time):
// predictions. Samples come as blocks: sixteen bytes, the four rows of 4x4 one behind the other. Counts of blocks are
// multiples of kBlocksAtOnce.

#include <cstdint>

#include "image/encode/webp/blocks_at_once.h"

namespace pictor::image::vp8 {

/// kBlockModes, rounded up to kBlocksAtOnce.
inline constexpr int kPredictions = 12;

/// The ten predictions of a block (RFC 6386, 12.3), in the order of BlockMode, and how far the block is from each: half
/// the sum of magnitudes of the Hadamard transform of the difference. `edge` is sixteen bytes around the block: the
/// lowest sample to its left twice, the others upwards, the corner, eight above, the last of them twice again.
void rank_block_modes(const std::uint8_t* block, const std::uint8_t* edge, std::uint8_t* predictions,
                      std::uint32_t* distances);

/// What a square of blocks is predicted from.
struct SquareEdges {
  const std::uint8_t* above;
  const std::uint8_t* left;  ///< from the top
  std::uint8_t corner;
  std::uint8_t mean;
};

/// The predictions of a square of `side` by `side` blocks (RFC 6386, 12.2), in the order of MacroblockMode, one square
/// behind the other.
void predict_square(const SquareEdges& edges, int side, std::uint8_t* predictions);

/// The sum of such distances of blocks from their predictions.
std::uint32_t distance_of(const std::uint8_t* blocks, const std::uint8_t* predictions, int count);

}  // namespace pictor::image::vp8
