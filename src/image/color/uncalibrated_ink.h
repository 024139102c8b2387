#pragma once

#include <cstdint>
#include <span>

namespace pictor::image {

/// CMYK without a profile to sRGB, the way PostScript (Red Book, 7.2.4) and browsers take it: each ink and black
/// swallow their share of white light, R = (1 - C)(1 - K). Four bytes a pixel in, three out; `inverted`: 0 is full
/// ink. Pure.
void ink_to_srgb(std::span<const std::uint8_t> cmyk, bool inverted, std::uint8_t* rgb);

}  // namespace pictor::image
