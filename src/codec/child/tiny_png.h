#pragma once

#include <cstdint>
#include <vector>

namespace pictor::codec {

/// A PNG of side x side pixels, RGBA, with some colour and a translucent half; 1 <= side <= 256.
std::vector<std::uint8_t> tiny_png(int side);

}  // namespace pictor::codec
