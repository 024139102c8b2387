#pragma once

#include "image/encode/jpeg/symbol_rates.h"
#include "image/encode/jpeg/transform_kernels.h"

namespace pictor::image::jpeg {

/// Replaces rounded AC levels by those that cost least in bits by `rates` and in error, which weighs less in a block of
/// much detail. `levels` are the nearest ones of `coefficients`, both in natural order; DC stays.
void choose_levels(const std::int16_t* coefficients, const Quantiser& quantiser, const SymbolRates& rates,
                   std::int16_t* levels);

}  // namespace pictor::image::jpeg
