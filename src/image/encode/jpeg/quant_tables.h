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
};

/// The tables of a quality 1..100, at which a picture scores what libjpeg-turbo's scores with 4:2:0.
QuantTables quant_tables(int quality);

/// Rounds to the nearest level.
Quantiser rounding_quantiser(const QuantTable& table);
/// Drops what is not worth its bits without looking at it closely: a dead zone that widens with the frequency.
Quantiser dead_zone_quantiser(const QuantTable& table);

}  // namespace pictor::image::jpeg
