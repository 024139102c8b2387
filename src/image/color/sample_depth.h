#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pictor::image {

/// The nearest of 256 levels: round(sample x 255 / 65535). Taking the upper byte is up to a whole level too dark.
constexpr std::uint8_t round_to_8_bits(std::uint16_t sample) {
  return static_cast<std::uint8_t>((std::uint32_t{sample} * 255 + 32767) / 65535);
}

/// The same for a row of pixels; of `channels` samples a pixel the first `kept` are written. Pure.
inline void round_to_8_bits(std::span<const std::uint16_t> samples, int channels, std::uint8_t* to, int kept) {
  for (std::size_t pixel = 0; pixel < samples.size(); pixel += channels) {
    for (int channel = 0; channel < kept; ++channel) *to++ = round_to_8_bits(samples[pixel + channel]);
  }
}

}  // namespace pictor::image
