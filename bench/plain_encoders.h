#pragma once
// Pictures by the bare libraries at their usual settings: how good a nominal quality can be (R in the tables).

#include <cstdint>
#include <vector>

#include "image/picture.h"

namespace pictor::bench {

/// libjpeg-turbo: 4:2:0, optimised Huffman tables, sequential or with jpeg_simple_progression(); alpha is left out.
std::vector<std::uint8_t> plain_jpeg(const image::PictureView& picture, int quality, bool progressive = false);
/// libwebp, method 4, everything else at its default.
std::vector<std::uint8_t> plain_webp(const image::PictureView& picture, int quality);
/// libwebp behind our conversion to 4:2:0; alpha is left out.
std::vector<std::uint8_t> libwebp_of_our_planes(const image::PictureView& picture, int quality, int method);

}  // namespace pictor::bench
