#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pictor::image {

/// Chroma of one row of a 4:2:0 picture at the width of its luma, bilinear: weights 9/16, 3/16, 3/16, 1/16, rounded as
/// libwebp's default upsampler rounds. `near` is the chroma row that covers the luma row, `far` its neighbour on the
/// other side of it (the same row at the picture's edge). Each has (out.size() + 1) / 2 samples. Pure.
void upsample_chroma_row(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint8_t> out);

/// BT.601 limited range to full-range RGB in the 14-bit fixed point that WebP decoders agree on. `channels` (3 or 4)
/// is the distance of pixels in `out`; a fourth byte is left alone. Pure.
void webp_yuv_to_rgb(const std::uint8_t* y, const std::uint8_t* u, const std::uint8_t* v, std::size_t pixels,
                     std::uint8_t* out, std::size_t channels);

}  // namespace pictor::image
