#pragma once

#include <array>
#include <cstdint>

#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

/// How the blocks of one kind are quantised, in the order of the scan.
struct Quantiser {
  std::array<std::uint16_t, kBlockSize> reciprocals;  ///< 65536 / step
  int dc_step;
  int ac_step;
  std::int64_t worth;          ///< parts of a bit that a squared unit of error is worth, times 1 << kWorthShift
  std::int64_t distance_cost;  ///< parts of a bit that a unit of distance_of() is taken for, times 1 << kWorthShift
};
inline constexpr int kWorthShift = 12;

/// The quantisers of a segment; luma's is that of blocks with and without DC.
struct Quantisers {
  Quantiser luma;
  Quantiser luma_dcs;
  Quantiser chroma;
};

/// What a frame adds to the quantiser index of its segments (RFC 6386, 9.6), each -15..15.
struct QuantiserDeltas {
  int luma_dc = 0;
  int luma_dcs_dc = 0;
  int luma_dcs_ac = 0;
  int chroma_dc = 0;
  int chroma_ac = 0;
};

/// The quantisers of an index 0 (finest) .. 127.
Quantisers quantisers_of(int index, const QuantiserDeltas& deltas);

}  // namespace pictor::image::vp8
