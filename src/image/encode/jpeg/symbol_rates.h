#pragma once

#include <array>
#include <bit>

#include "image/encode/jpeg/block_grid.h"

namespace pictor::image::jpeg {

/// What AC coefficients cost in bits: the Huffman symbol of (zeros before it, magnitude class) and the magnitude bits.
struct SymbolRates {
  std::array<std::array<float, 16>, 16> bits;  ///< [zeros before][class], magnitude bits included
  float sixteen_zeros = 0;
  float end_of_block = 0;
};

/// Rates of the symbols in `levels`, counted in a part of them where there are many: the lengths that an optimal code
/// for them would have, fractions included.
SymbolRates symbol_rates(const BlockGrid& levels);

/// The number of bits of a level's magnitude, the class that its symbol names; `magnitude` is above 0.
inline int magnitude_class(int magnitude) { return std::bit_width(static_cast<unsigned>(magnitude)); }

}  // namespace pictor::image::jpeg
