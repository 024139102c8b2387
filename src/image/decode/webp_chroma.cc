#include "image/decode/webp_chroma.h"

#include <algorithm>

namespace pictor::image {
namespace {

std::uint8_t edge_sample(unsigned near, unsigned far) { return static_cast<std::uint8_t>((3 * near + far + 2) >> 2); }

// Coefficients of BT.601 in units of 2^-14, as the WebP lossy bitstream's decoders use them (RFC 9649 leaves the
// conversion to "recommended" BT.601); the offsets hold the 16 and 128 of the codes and half a unit for rounding.
constexpr int kLuma = 19077;        // 255 / 219
constexpr int kRedFromV = 26149;    // 1.402 * 255 / 224
constexpr int kGreenFromU = 6419;   // 0.344136 * 255 / 224
constexpr int kGreenFromV = 13320;  // 0.714136 * 255 / 224
constexpr int kBlueFromU = 33050;   // 1.772 * 255 / 224
constexpr int kRedOffset = -14234;
constexpr int kGreenOffset = 8708;
constexpr int kBlueOffset = -17685;

int scaled(int code, int coefficient) { return (code * coefficient) >> 8; }

std::uint8_t level(int in_64ths) { return static_cast<std::uint8_t>(std::clamp(in_64ths >> 6, 0, 255)); }

/// The two samples between each of `count` neighbouring pairs. Plain pointers in 16 bits: compilers make SIMD of it.
void spread_pairs(const std::uint8_t* near, const std::uint8_t* far, std::size_t count,
                  std::uint8_t* __restrict__ out) {
  for (std::size_t x = 0; x < count; ++x) {
    const std::uint16_t left = near[x];
    const std::uint16_t right = near[x + 1];
    const std::uint16_t far_left = far[x];
    const std::uint16_t far_right = far[x + 1];
    const auto sum = static_cast<std::uint16_t>(left + right + far_left + far_right + 8);
    const auto rising = static_cast<std::uint16_t>((sum + 2 * (right + far_left)) >> 3);
    const auto falling = static_cast<std::uint16_t>((sum + 2 * (left + far_right)) >> 3);
    out[2 * x] = static_cast<std::uint8_t>((rising + left) >> 1);
    out[2 * x + 1] = static_cast<std::uint8_t>((falling + right) >> 1);
  }
}

template <std::size_t kChannels>
void convert(const std::uint8_t* y, const std::uint8_t* u, const std::uint8_t* v, std::size_t pixels,
             std::uint8_t* __restrict__ out) {
  for (std::size_t i = 0; i < pixels; ++i, out += kChannels) {
    const int luma = scaled(y[i], kLuma);
    out[0] = level(luma + scaled(v[i], kRedFromV) + kRedOffset);
    out[1] = level(luma - scaled(u[i], kGreenFromU) - scaled(v[i], kGreenFromV) + kGreenOffset);
    out[2] = level(luma + scaled(u[i], kBlueFromU) + kBlueOffset);
  }
}

}  // namespace

void upsample_chroma_row(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint8_t> out) {
  const std::size_t chroma = (out.size() + 1) / 2;
  out[0] = edge_sample(near[0], far[0]);
  if (chroma > 1) spread_pairs(near, far, chroma - 1, &out[1]);
  if (out.size() % 2 == 0) out.back() = edge_sample(near[chroma - 1], far[chroma - 1]);
}

void webp_yuv_to_rgb(const std::uint8_t* y, const std::uint8_t* u, const std::uint8_t* v, std::size_t pixels,
                     std::uint8_t* out, std::size_t channels) {
  if (channels == 4) {
    convert<4>(y, u, v, pixels, out);
  } else {
    convert<3>(y, u, v, pixels, out);
  }
}

}  // namespace pictor::image
