#pragma once

#include <cstdint>

#include "image/encode/webp/band.h"

namespace pictor::image::vp8 {

/// Which neighbours are in the picture.
struct Neighbours {
  bool left;
  bool above;
};

/// The prediction of a square of 4x4 blocks, `blocks` along each side, whose first sample is at (x, 0) of the band, by
/// each MacroblockMode (RFC 6386, 12.2), one square of blocks behind the other.
void predict_square(const Band& band, int x, int blocks, const Neighbours& neighbours, std::uint8_t* predictions);

/// The edge of the luma block at (x, y) of the band, as rank_block_modes() takes it.
void copy_edge(const Band& luma, int x, int y, std::uint8_t* edge);

}  // namespace pictor::image::vp8
