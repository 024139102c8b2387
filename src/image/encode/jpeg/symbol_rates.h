#pragma once

#include <array>

#include "image/encode/jpeg/block_grid.h"

namespace pictor::image::jpeg {

/// What a coefficient costs in bits: the Huffman symbol of (zeros before it, magnitude class) and its magnitude bits.
/// Code lengths are those that an optimal code for the counted symbols would have, fractions included.
struct SymbolRates {
  std::array<std::array<float, 16>, 16> bits;  ///< [zeros before][class], magnitude bits included
  float sixteen_zeros = 0;
  float end_of_block = 0;
};

/// Rates of the symbols in `levels` (a part of them where there are many).
SymbolRates symbol_rates(const BlockGrid& levels);

/// Bits of a magnitude: its class in the standard's sense.
inline int magnitude_class(int level) { return 32 - __builtin_clz(static_cast<unsigned>(level)); }

}  // namespace pictor::image::jpeg
