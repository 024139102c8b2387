#pragma once

#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

// In parts of a bit (token_rates.h).

/// Telling how a macroblock's luma is predicted: a MacroblockMode.
int luma_mode_cost(int mode);
/// Telling how its chroma is.
int chroma_mode_cost(int mode);
/// Telling the BlockModes of a block, for all of them, between neighbours of such modes.
const std::array<std::int16_t, kBlockModes>& block_mode_costs(int above, int left);

/// The BlockMode that stands for a macroblock that is predicted as a whole (RFC 6386, 11.3).
BlockMode block_mode_for(int luma_mode);

}  // namespace pictor::image::vp8
