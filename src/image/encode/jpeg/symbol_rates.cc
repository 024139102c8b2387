#include "image/encode/jpeg/symbol_rates.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace pictor::image::jpeg {
namespace {

constexpr int kEndOfBlock = 0x00;
constexpr int kSixteenZeros = 0xF0;
/// Enough for rates within a few hundredths of a bit.
constexpr int kCountedBlocks = 1024;
/// A code is 1 to 16 bits long; a symbol that was not seen counts as seen a fifth of a time.
constexpr float kShortestCode = 1;
constexpr float kLongestCode = 16;
constexpr double kUnseen = 0.2;

using Counts = std::array<int, 256>;

void count_block(const std::int16_t* levels, Counts& counts) {
  int run = 0;
  for (int k = 1; k < kBlockSize; ++k) {
    const int magnitude = std::abs(levels[kZigzag[k]]);
    if (magnitude == 0) {
      ++run;
      continue;
    }
    counts[kSixteenZeros] += run / 16;
    ++counts[run % 16 * 16 + magnitude_class(magnitude)];
    run = 0;
  }
  if (run > 0) ++counts[kEndOfBlock];
}

}  // namespace

SymbolRates symbol_rates(const BlockGrid& levels) {
  Counts counts{};
  const int blocks = levels.wide() * levels.high();
  const int step = std::max(1, blocks / kCountedBlocks);
  for (int i = 0; i < blocks; i += step) count_block(levels.row(0) + std::ptrdiff_t{kBlockSize} * i, counts);
  double total = kUnseen * counts.size();
  for (const int count : counts) total += count;
  const auto rate = [&](int symbol) {
    return std::clamp(static_cast<float>(std::log2(total / (counts[symbol] + kUnseen))), kShortestCode, kLongestCode);
  };
  SymbolRates rates{};
  for (int run = 0; run < 16; ++run) {
    for (int size = 1; size < 16; ++size) rates.bits[run][size] = rate(run * 16 + size) + static_cast<float>(size);
  }
  rates.sixteen_zeros = rate(kSixteenZeros);
  rates.end_of_block = rate(kEndOfBlock);
  return rates;
}

}  // namespace pictor::image::jpeg
