#pragma once

#include <cstdint>

namespace pictor::image::jpeg {

/// Sum of the squares of 64 coefficients, each multiplied by its weight first.
float lost_energy(const std::int16_t* coefficients, const float* weights);

}  // namespace pictor::image::jpeg
