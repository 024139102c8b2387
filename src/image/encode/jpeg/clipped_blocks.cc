#include "image/encode/jpeg/clipped_blocks.h"

#include <algorithm>
#include <array>

namespace pictor::image::jpeg {
namespace {

/// Half a level within the limits of 8 bits.
constexpr int kWhite = 127 * kSampleUnit - kSampleUnit / 2;
constexpr int kBlack = -128 * kSampleUnit + kSampleUnit / 2;
/// How far beyond a limit a sample may go, in samples' units: chroma and a decoder's arithmetic want some reserve.
constexpr int kOvershoot = 64 * kSampleUnit;
/// More gain nothing.
constexpr int kProjections = 3;

using Block = std::array<std::int16_t, kBlockSize>;

/// Where a sample of the picture may be for what a decoder makes of it to look right.
std::int16_t looking_right(int sample, int decoded) {
  if (sample >= kWhite) return static_cast<std::int16_t>(std::clamp(decoded, sample, sample + kOvershoot));
  if (sample <= kBlack) return static_cast<std::int16_t>(std::clamp(decoded, sample - kOvershoot, sample));
  return static_cast<std::int16_t>(sample);
}

void settle(const std::int16_t* coefficients, const Quantiser& quantiser, std::int16_t* settled) {
  Block samples;
  Block decoded;
  inverse_dct(coefficients, samples.data());
  // Coefficients come in eighths but are taken for whole ones.
  for (std::int16_t& sample : samples) sample = static_cast<std::int16_t>(sample / kCoefficientUnit);
  std::copy_n(coefficients, kBlockSize, settled);
  for (int i = 0; i < kProjections; ++i) {
    quantise(settled, 1, quantiser, decoded.data());
    for (int k = 0; k < kBlockSize; ++k) decoded[k] = static_cast<std::int16_t>(decoded[k] * quantiser.step[k]);
    inverse_dct(decoded.data(), decoded.data());
    for (int k = 0; k < kBlockSize; ++k) decoded[k] = looking_right(samples[k], decoded[k]);
    forward_dct(decoded.data(), kBlockSide, 1, settled);
  }
}

}  // namespace

void ClippedBlocks::collect(const SampleRows& rows, int blocks, int y) {
  for (int x = 0; x < blocks; ++x) {
    const std::int16_t* first = rows.first + std::ptrdiff_t{kBlockSide} * x;
    int white = 0;
    int black = 0;
    for (int row = 0; row < kBlockSide; ++row) {
      for (int i = 0; i < kBlockSide; ++i) {
        const int sample = first[row * rows.stride + i];
        white += sample >= kWhite ? 1 : 0;
        black += sample <= kBlack ? 1 : 0;
      }
    }
    // A block that is all white or all black has no edge to ring.
    if (white + black != 0 && white != kBlockSize && black != kBlockSize) places_.push_back(y * blocks + x);
  }
}

BlockGrid ClippedBlocks::settled(const BlockGrid& luma, const Quantiser& quantiser) const {
  BlockGrid made(static_cast<int>(places_.size()), 1);
  for (int i = 0; i < made.wide(); ++i) settle(luma.block(places_[i], 0), quantiser, made.block(i, 0));
  return made;
}

}  // namespace pictor::image::jpeg
