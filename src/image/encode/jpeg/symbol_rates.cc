#include "image/encode/jpeg/symbol_rates.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include "image/encode/jpeg/tuning.h"
#include "image/encode/jpeg/zigzag.h"

namespace pictor::image::jpeg {

namespace {

constexpr int kSixteenZeros = 0xF0;
/// Blocks that are counted: enough for rates within a few hundredths of a bit.
constexpr int kCountedBlocks = 2048;
constexpr float kLongestCode = 16;

using Counts = std::array<int, 256>;

void count_block(const std::int16_t* levels, Counts& counts) {
  int run = 0;
  for (int k = 1; k < kBlockSize; ++k) {
    const int level = std::abs(levels[kZigzag[k]]);
    if (level == 0) {
      ++run;
      continue;
    }
    counts[kSixteenZeros] += run / 16;
    ++counts[run % 16 * 16 + magnitude_class(level)];
    run = 0;
  }
  if (run > 0) ++counts[0];
}

}  // namespace

SymbolRates symbol_rates(const BlockGrid& levels) {
  Counts counts{};
  const int blocks = levels.wide() * levels.high();
  const int step = std::max(1, blocks / kCountedBlocks);
  for (int i = 0; i < blocks; i += step) count_block(levels.row(0) + std::ptrdiff_t{kBlockSize} * i, counts);
  double total = 0;
  for (const int count : counts) total += count;
  const auto rate = [&](int symbol) {
    const double p = (counts[symbol] + 0.2) / (total + 10);
    return std::min(kLongestCode, static_cast<float>(-std::log2(p)));
  };
  SymbolRates rates{};
  for (int run = 0; run < 16; ++run) {
    for (int size = 1; size < 16; ++size) rates.bits[run][size] = std::max(1.0F, rate(run * 16 + size)) + size;
  }
  rates.sixteen_zeros = rate(kSixteenZeros);
  rates.end_of_block = static_cast<float>(rate(0) * tuning.eob);
  return rates;
}

}  // namespace pictor::image::jpeg
