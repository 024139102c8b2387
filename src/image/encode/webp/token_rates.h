#pragma once
// What coefficients cost, and the probabilities that make them cheap.

#include <array>
#include <bit>
#include <cstdint>

#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

/// Costs are counted in this part of a bit.
inline constexpr int kBit = 256;

/// -log2(probability / 256) in parts of a bit: the cost of `false` where that is its chance; of `true` with 256 - it.
inline constexpr std::array<std::uint16_t, 257> kBitCosts = [] {
  std::array<std::uint16_t, 257> costs{};
  costs[0] = 8 * kBit;
  for (int probability = 1; probability <= 256; ++probability) {
    // The logarithm's fraction, bit by bit: squaring doubles it.
    double rest = 256.0 / probability;
    int whole = 0;
    for (; rest >= 2; rest /= 2) ++whole;
    double fraction = 0;
    for (double bit = 0.5; bit > 1e-4; bit /= 2) {
      rest *= rest;
      if (rest < 2) continue;
      rest /= 2;
      fraction += bit;
    }
    const int halves = static_cast<int>((whole + fraction) * 2 * kBit);
    costs[probability] = static_cast<std::uint16_t>((halves + 1) / 2);
  }
  return costs;
}();
constexpr int bit_cost(int probability) { return kBitCosts[probability]; }

/// Of the tokens of a block: contexts as in the format, and a fourth for a token behind a zero, where the end of the
/// block need not be ruled out.
inline constexpr int kAfterZero = 3;
inline constexpr int kTokenContexts = 4;

/// The context that a level is for the next one.
inline int context_after(int level) { return level == 0 ? kAfterZero : level == 1 ? 1 : 2; }

/// Tokens of the magnitudes below category 6.
inline constexpr std::array<std::uint8_t, kCategories[5].least> kSmallTokens = [] {
  std::array<std::uint8_t, kCategories[5].least> tokens{};
  for (int i = 0; i < kCategories[0].least; ++i) tokens[i] = static_cast<std::uint8_t>(i);
  for (int c = 0; c < 5; ++c) {
    for (int i = kCategories[c].least; i < kCategories[c + 1].least; ++i) {
      tokens[i] = static_cast<std::uint8_t>(kCategory1 + c);
    }
  }
  return tokens;
}();
constexpr Token token_of(int magnitude) {
  return magnitude < kCategories[5].least ? static_cast<Token>(kSmallTokens.data()[magnitude]) : kCategory6;
}

template <class T>
using PerToken = std::array<std::array<std::array<std::array<T, kTokens>, kTokenContexts>, kBands>, kBlockKinds>;

using TokenCounts = PerToken<std::uint32_t>;

/// How often each decision of the token trees was true and false decides its probability, where telling it is worth it.
TokenProbabilities probabilities_for(const TokenCounts& counts);

/// What tokens cost, without signs and extra bits.
class TokenRates {
 public:
  explicit TokenRates(const TokenProbabilities& probabilities);

  /// At a place of the scan: kTokens behind one another for each of kTokenContexts.
  const std::uint16_t* at(BlockKind kind, int place) const {
    return rates_[static_cast<int>(kind)] + std::ptrdiff_t{kPlaceSize} * kBandOf[place];
  }

 private:
  static constexpr int kPlaceSize = kTokenContexts * kTokens;
  std::uint16_t rates_[kBlockKinds][kBands * kPlaceSize];
};

/// The sign and the extra bits of levels above 0.
extern const std::array<std::uint16_t, kMaxLevel> kFixedCosts;

}  // namespace pictor::image::vp8
