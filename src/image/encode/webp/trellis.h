#pragma once

#include <array>
#include <cstdint>

#include "image/encode/webp/block_transforms.h"
#include "image/encode/webp/quantisers.h"
#include "image/encode/webp/token_rates.h"

namespace pictor::image::vp8 {

/// A block as it is coded: levels in the order of the scan, of which `end` (from the scan's beginning) are told; 0 when
/// there are none.
struct CodedBlock {
  std::array<std::int16_t, kBlockSize> levels;
  std::uint8_t end;
  std::uint8_t context;  ///< how many of the blocks above and to the left have levels
};

/// Where a block stands: what it is, the scan's first place in it, and how many neighbours have coefficients.
struct BlockPlace {
  BlockKind kind;
  int first;
  int context;
};

/// The levels that cost least, counting their bits and the worth of their errors: the shortest way through the scan,
/// whose stations are the contexts that a level is for the next one. `dequantised` gets what a decoder makes of them,
/// in natural order, but for places before the first. Returns that cost, in parts of a bit.
std::int64_t choose_levels(const TransformedBlock& block, const Quantiser& quantiser, const TokenRates& rates,
                           const BlockPlace& place, CodedBlock& coded, std::int16_t* dequantised);

}  // namespace pictor::image::vp8
