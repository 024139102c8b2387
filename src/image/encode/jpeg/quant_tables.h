#pragma once

#include <array>
#include <cstdint>

#include "image/encode/jpeg/transform_kernels.h"

namespace pictor::image::jpeg {

/// Steps in natural order, 1..255.
using QuantTable = std::array<std::uint16_t, kBlockSize>;

struct QuantTables {
  QuantTable luma;
  QuantTable chroma;
  QuantTable cr;
};

/// Tables of a quality 1..100.
QuantTables quant_tables(int quality);

}  // namespace pictor::image::jpeg
