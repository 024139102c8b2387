#include "image/resize/light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "image/resize/row_kernels.h"

namespace pictor::image {
namespace {

using DecodeTable = std::array<float, 256>;
using EncodeTable = std::array<std::uint8_t, kLightSteps + 1>;

const DecodeTable& decode_table() {
  static const DecodeTable table = [] {
    DecodeTable made;
    for (int level = 0; level < 256; ++level) made[level] = static_cast<float>(srgb_decode(level / 255.0));
    return made;
  }();
  return table;
}

const EncodeTable& encode_table() {
  static const EncodeTable table = [] {
    EncodeTable made;
    for (int step = 0; step <= kLightSteps; ++step) {
      const double level = srgb_encode(static_cast<double>(step) / kLightSteps) * 255;
      made[step] = static_cast<std::uint8_t>(std::lround(level));
    }
    return made;
  }();
  return table;
}

/// f''(m) / 2 of the sRGB decoding function per squared 8-bit level, by level: 0 on the straight toe.
const DecodeTable& curvature_table() {
  static const DecodeTable table = [] {
    DecodeTable made{};
    for (int level = 0; level < 256; ++level) {
      const double m = level / 255.0;
      if (m <= 0.04045) continue;
      const double second = 2.4 * 1.4 / (1.055 * 1.055) * std::pow((m + 0.055) / 1.055, 0.4);
      made[level] = static_cast<float>(second / 2 / (255.0 * 255.0));
    }
    return made;
  }();
  return table;
}

void opaque_to_light(const std::uint8_t* srgb, std::size_t pixels, const DecodeTable& decode, float* light) {
  for (std::size_t i = 0; i < pixels; ++i, srgb += 3, light += kLightChannels) {
    light[0] = decode[srgb[0]];
    light[1] = decode[srgb[1]];
    light[2] = decode[srgb[2]];
    light[3] = 1;
  }
}

void alpha_to_light(const std::uint8_t* srgb, std::size_t pixels, const DecodeTable& decode, float* light) {
  for (std::size_t i = 0; i < pixels; ++i, srgb += 4, light += kLightChannels) {
    const float alpha = static_cast<float>(srgb[3]) / 255;
    light[0] = decode[srgb[0]] * alpha;
    light[1] = decode[srgb[1]] * alpha;
    light[2] = decode[srgb[2]] * alpha;
    light[3] = alpha;
  }
}

void steps_to_opaque(const std::uint16_t* steps, std::size_t pixels, const EncodeTable& encode, std::uint8_t* srgb) {
  for (std::size_t i = 0; i < pixels; ++i, steps += kLightChannels, srgb += 3) {
    srgb[0] = encode[steps[0]];
    srgb[1] = encode[steps[1]];
    srgb[2] = encode[steps[2]];
  }
}

void steps_to_alpha(const std::uint16_t* steps, std::size_t pixels, const EncodeTable& encode, std::uint8_t* srgb) {
  for (std::size_t i = 0; i < pixels; ++i, steps += kLightChannels, srgb += 4) {
    srgb[0] = encode[steps[0]];
    srgb[1] = encode[steps[1]];
    srgb[2] = encode[steps[2]];
    srgb[3] = static_cast<std::uint8_t>((steps[3] * 255 + kLightSteps / 2) / kLightSteps);
  }
}

}  // namespace

double srgb_decode(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

double srgb_encode(double linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

void srgb_to_light(std::span<const std::uint8_t> srgb, int channels, float* light) {
  const std::size_t pixels = srgb.size() / channels;
  if (channels == 4) {
    alpha_to_light(srgb.data(), pixels, decode_table(), light);
  } else {
    opaque_to_light(srgb.data(), pixels, decode_table(), light);
  }
  std::fill_n(light + pixels * kLightChannels, kRowPadding, 0.0F);
}

void restore_lost_light(std::span<const std::uint8_t> srgb, int channels, std::span<const float> variance,
                        float* light) {
  const DecodeTable& curvature = curvature_table();
  const std::uint8_t* pixel = srgb.data();
  for (const float lost : variance) {
    const float alpha = light[3];
    for (int c = 0; c < 3; ++c) light[c] = std::min(light[c] + curvature[pixel[c]] * lost * alpha, alpha);
    pixel += channels;
    light += kLightChannels;
  }
}

void light_to_srgb(const float* light, int channels, std::span<std::uint8_t> srgb) {
  const std::size_t pixels = srgb.size() / channels;
  thread_local std::vector<std::uint16_t> steps;
  steps.resize(std::max(steps.size(), pixels * kLightChannels + kRowPadding));
  light_to_steps(light, pixels * kLightChannels, channels == 4, steps.data());
  if (channels == 4) {
    steps_to_alpha(steps.data(), pixels, encode_table(), srgb.data());
  } else {
    steps_to_opaque(steps.data(), pixels, encode_table(), srgb.data());
  }
}

}  // namespace pictor::image
