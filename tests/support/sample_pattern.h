#pragma once
// What the writers of sample files share.

#include "support/container_parts.h"

namespace pictor::test {

/// An encoder that fails on a sample is a broken test: aborts.
void require(bool succeeded);

/// Brightness of an RGBA pixel (Rec. 601).
std::uint8_t luma(const std::uint8_t* rgba);

/// 256 RGB colours: a cube of 6 x 6 x 6 in 216, the rest black.
FileBytes palette_colors();
/// The cube's nearest colour to an RGBA pixel: 36 r + 6 g + b.
std::uint8_t palette_index(const std::uint8_t* rgba);

}  // namespace pictor::test
