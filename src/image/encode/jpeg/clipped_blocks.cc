#include "image/encode/jpeg/clipped_blocks.h"

#include <algorithm>

namespace pictor::image::jpeg {
namespace {

/// Half a level within the limits of 8 bits.
constexpr std::int16_t kWhite = 127 * kSampleUnit - kSampleUnit / 2;
constexpr std::int16_t kBlack = -128 * kSampleUnit + kSampleUnit / 2;
/// How far beyond a limit a sample may go, in samples' units: chroma and a decoder's arithmetic want some reserve.
constexpr int kOvershoot = 64 * kSampleUnit;
constexpr int kProjections = 3;

bool clips(std::int16_t sample) { return sample >= kWhite || sample <= kBlack; }

std::int16_t beyond_limit(std::int16_t sample, std::int16_t decoded) {
  if (sample >= kWhite) return static_cast<std::int16_t>(std::clamp<int>(decoded, sample, sample + kOvershoot));
  return static_cast<std::int16_t>(std::clamp<int>(decoded, sample - kOvershoot, sample));
}

}  // namespace

void ClippedBlocks::collect(const SampleRows& rows, int blocks, int y) {
  for (int x = 0; x < blocks; ++x) {
    const std::int16_t* first = rows.first + std::ptrdiff_t{kBlockSide} * x;
    int clipped = 0;
    for (int r = 0; r < kBlockSide; ++r) {
      clipped += static_cast<int>(std::count_if(first + r * rows.stride, first + r * rows.stride + kBlockSide, clips));
    }
    if (clipped == 0 || clipped == kBlockSize) continue;
    Block& block = blocks_.emplace_back();
    block.x = x;
    block.y = y;
    for (int r = 0; r < kBlockSide; ++r) {
      std::copy_n(first + r * rows.stride, kBlockSide, block.samples.data() + std::ptrdiff_t{kBlockSide} * r);
    }
  }
}

void ClippedBlocks::settle(const Quantiser& quantiser, BlockGrid& coefficients) const {
  std::array<std::int16_t, kBlockSize> decoded;
  std::array<std::int16_t, kBlockSize> target;
  for (const Block& block : blocks_) {
    std::int16_t* own = coefficients.block(block.x, block.y);
    for (int i = 0; i < kProjections; ++i) {
      quantise(own, 1, quantiser, decoded.data());
      for (int k = 0; k < kBlockSize; ++k) decoded[k] = static_cast<std::int16_t>(decoded[k] * quantiser.step[k]);
      inverse_dct(decoded.data(), decoded.data());
      for (int k = 0; k < kBlockSize; ++k) {
        target[k] = clips(block.samples[k]) ? beyond_limit(block.samples[k], decoded[k]) : block.samples[k];
      }
      forward_dct(target.data(), kBlockSide, 1, own);
    }
  }
}

}  // namespace pictor::image::jpeg
