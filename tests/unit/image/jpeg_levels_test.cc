#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "image/encode/jpeg/clipped_blocks.h"
#include "image/encode/jpeg/quant_tables.h"
#include "image/encode/jpeg/symbol_rates.h"
#include "image/encode/jpeg/trellis.h"

namespace pictor::image::jpeg {
namespace {

using Block = std::array<std::int16_t, kBlockSize>;

Quantiser steps_of_ten() {
  QuantTable table;
  table.fill(10);
  return rounding_quantiser(table);
}

/// Coefficients of so many steps of ten at places of the zigzag scan.
Block coefficients_of(std::initializer_list<std::pair<int, double>> sizes) {
  Block block{};
  for (const auto& [at, size] : sizes) block[kZigzag[at]] = static_cast<std::int16_t>(size * 10 * kCoefficientUnit);
  return block;
}

SymbolRates even_rates(float bits) {
  SymbolRates rates;
  for (auto& row : rates.bits) row.fill(bits);
  rates.sixteen_zeros = bits;
  rates.end_of_block = bits;
  return rates;
}

Block chosen(const Block& coefficients, const SymbolRates& rates) {
  Block levels;
  quantise(coefficients.data(), 1, steps_of_ten(), levels.data());
  choose_levels(coefficients.data(), steps_of_ten(), rates, levels.data());
  return levels;
}

TEST(JpegLevels, AreTheNearestWhereBitsCostNothing) {
  const Block levels = chosen(coefficients_of({{1, 3.3}, {2, -0.7}, {40, 0.6}}), even_rates(0));
  EXPECT_EQ(levels[kZigzag[1]], 3);
  EXPECT_EQ(levels[kZigzag[2]], -1);
  EXPECT_EQ(levels[kZigzag[40]], 1);
}

TEST(JpegLevels, DropWhatCostsMoreThanItsError) {
  const Block levels = chosen(coefficients_of({{1, 3.3}, {40, 0.6}}), even_rates(9));
  EXPECT_EQ(levels[kZigzag[1]], 3);
  EXPECT_EQ(levels[kZigzag[40]], 0);
}

TEST(JpegLevels, FallIntoAShorterClassWhereThatIsCheaper) {
  SymbolRates rates = even_rates(1);
  for (auto& row : rates.bits) row[3] = 16;  // magnitudes 4 to 7
  EXPECT_EQ(chosen(coefficients_of({{1, 3.55}}), rates)[kZigzag[1]], 3);
}

TEST(JpegLevels, LeaveTheDcAlone) { EXPECT_EQ(chosen(coefficients_of({{0, 0.6}}), even_rates(100))[0], 1); }

TEST(JpegLevels, ReachTheLastCoefficient) { EXPECT_EQ(chosen(coefficients_of({{63, 5}}), even_rates(1))[63], 5); }

TEST(JpegRates, AreLowerForWhatIsMoreFrequent) {
  BlockGrid levels(30, 1);
  std::fill_n(levels.row(0), 30 * kBlockSize, std::int16_t{0});
  for (int x = 0; x < 30; ++x) levels.block(x, 0)[kZigzag[1]] = x == 0 ? 9 : 1;
  const SymbolRates rates = symbol_rates(levels);
  EXPECT_LT(rates.bits[0][1] + 3, rates.bits[0][4]);
  EXPECT_LT(rates.end_of_block, rates.sixteen_zeros);
}

TEST(JpegTables, AreFinerAtHigherQuality) {
  for (int quality = 2; quality <= 100; ++quality) {
    const QuantTables lower = quant_tables(quality - 1);
    const QuantTables higher = quant_tables(quality);
    for (int k = 0; k < kBlockSize; ++k) {
      ASSERT_LE(higher.luma[k], lower.luma[k]) << quality;
      ASSERT_LE(higher.chroma[k], lower.chroma[k]) << quality;
    }
  }
}

TEST(JpegTables, StayWithinABaselineFile) {
  for (const int quality : {1, 100}) {
    const QuantTables tables = quant_tables(quality);
    EXPECT_LE(std::ranges::max(tables.luma), 255) << quality;
    EXPECT_GE(std::ranges::min(tables.chroma), 1) << quality;
  }
}

/// A black stroke on white paper, grey where it only touches a pixel, as those of letters are.
Block stroke(double from, double width, double slope) {
  Block samples;
  for (int y = 0; y < kBlockSide; ++y) {
    for (int x = 0; x < kBlockSide; ++x) {
      const double left = from + slope * y;
      const double ink = std::clamp(std::min(x + 1.0, left + width) - std::max<double>(x, left), 0.0, 1.0);
      samples[y * kBlockSide + x] = static_cast<std::int16_t>((127 - std::round(255 * ink)) * kSampleUnit);
    }
  }
  return samples;
}

/// Sum of squared errors in levels that are seen once a decoder has clipped.
double seen_error(const Block& samples, const std::int16_t* coefficients, const Quantiser& quantiser) {
  Block decoded;
  quantise(coefficients, 1, quantiser, decoded.data());
  for (int k = 0; k < kBlockSize; ++k) decoded[k] = static_cast<std::int16_t>(decoded[k] * quantiser.step[k]);
  inverse_dct(decoded.data(), decoded.data());
  double sum = 0;
  for (int k = 0; k < kBlockSize; ++k) {
    const double shown = std::clamp(decoded[k] / double{kSampleUnit}, -128.0, 127.0);
    sum += std::pow(shown - samples[k] / double{kSampleUnit}, 2);
  }
  return sum;
}

TEST(JpegClippedBlocks, RingLessAroundText) {
  const Quantiser quantiser = rounding_quantiser(quant_tables(50).luma);
  double as_drawn = 0;
  double as_settled = 0;
  for (int i = 0; i < 40; ++i) {
    const Block samples = stroke(0.1 + 0.13 * i, 1 + i % 3 * 0.7, i % 5 * 0.15);
    BlockGrid luma(1, 1);
    forward_dct(samples.data(), kBlockSide, 1, luma.row(0));
    ClippedBlocks clipped;
    clipped.collect({samples.data(), kBlockSide}, 1, 0);
    ASSERT_EQ(clipped.places().size(), 1);
    as_drawn += seen_error(samples, luma.row(0), quantiser);
    as_settled += seen_error(samples, clipped.settled(luma, quantiser).row(0), quantiser);
  }
  EXPECT_LT(as_settled, 0.9 * as_drawn);
}

TEST(JpegClippedBlocks, AreOnlyThoseWithAnEdge) {
  Block white;
  white.fill(127 * kSampleUnit);
  Block grey{};
  ClippedBlocks clipped;
  clipped.collect({white.data(), kBlockSide}, 1, 0);
  clipped.collect({grey.data(), kBlockSide}, 1, 1);
  EXPECT_TRUE(clipped.places().empty());
}

}  // namespace
}  // namespace pictor::image::jpeg
