#include "image/encode/texture.h"

#include <cmath>

namespace pictor::image {
namespace {

constexpr int kBlock = 8;
constexpr int kSamples = kBlock * kBlock;

double variance_of(const std::uint8_t* block, std::size_t stride) {
  int sum = 0;
  int squares = 0;
  for (int y = 0; y < kBlock; ++y, block += stride) {
    for (int x = 0; x < kBlock; ++x) {
      sum += block[x];
      squares += block[x] * block[x];
    }
  }
  return static_cast<double>(squares * kSamples - sum * sum) / (kSamples * kSamples);
}

}  // namespace

double texture_of(const std::uint8_t* luma, int width, int height, std::size_t stride) {
  if (width < kBlock || height < kBlock) return kMiddlingTexture;
  double sum = 0;
  for (int y = 0; y + kBlock <= height; y += kBlock) {
    const std::uint8_t* row = luma + stride * static_cast<std::size_t>(y);
    for (int x = 0; x + kBlock <= width; x += kBlock) sum += std::log2(1 + variance_of(row + x, stride));
  }
  const int across = width / kBlock, down = height / kBlock;
  return sum / (static_cast<double>(across) * down);
}

}  // namespace pictor::image
