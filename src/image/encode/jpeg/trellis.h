#pragma once

#include "image/encode/jpeg/symbol_rates.h"
#include "image/encode/jpeg/transform_kernels.h"

namespace pictor::image::jpeg {

/// Replaces rounded AC levels by those that cost least: bits by `rates` plus `weight` bits for each squared step of
/// error. `levels` are the nearest ones of `coefficients`, both in natural order; DC stays.
void choose_levels(const std::int16_t* coefficients, const Quantiser& quantiser, const SymbolRates& rates, float weight,
                   std::int16_t* levels);

}  // namespace pictor::image::jpeg
