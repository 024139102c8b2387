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
int bit_cost(int probability);

/// Of the tokens of a block: contexts as in the format, and a fourth for a token behind a zero, where the end of the
/// block need not be ruled out.
inline constexpr int kAfterZero = 3;
inline constexpr int kTokenContexts = 4;

/// The context that a level is for the next one.
inline int context_after(int level) { return level == 0 ? kAfterZero : level == 1 ? 1 : 2; }

inline Token token_of(int magnitude) {
  constexpr std::array<std::uint8_t, 67> kSmall = [] {
    std::array<std::uint8_t, 67> tokens{};
    for (int i = 0; i < 5; ++i) tokens[i] = static_cast<std::uint8_t>(i);
    for (int c = 0; c < 5; ++c) {
      for (int i = kCategories[c].least; i < kCategories[c + 1].least; ++i) {
        tokens[i] = static_cast<std::uint8_t>(kCategory1 + c);
      }
    }
    return tokens;
  }();
  return magnitude < 67 ? static_cast<Token>(kSmall[magnitude]) : kCategory6;
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

  using Contexts = std::array<std::array<std::int32_t, kTokens>, kTokenContexts>;
  const Contexts& of(BlockKind kind, int place) const { return rates_[static_cast<std::size_t>(kind)][kBandOf[place]]; }

 private:
  PerToken<std::int32_t> rates_;
};

/// The sign and the extra bits of a level above 0.
int fixed_cost(int magnitude);

}  // namespace pictor::image::vp8
