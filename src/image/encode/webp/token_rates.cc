#include "image/encode/webp/token_rates.h"

#include <algorithm>

namespace pictor::image::vp8 {
namespace {

/// A way through the token tree (RFC 6386, 13.2): nodes, and the decision at each.
struct Way {
  int length;
  std::array<std::uint8_t, 7> nodes;
  std::array<bool, 7> decisions;
};
constexpr std::array<Way, kTokens> kWays = {{
    {2, {0, 1}, {true, false}},
    {3, {0, 1, 2}, {true, true, false}},
    {5, {0, 1, 2, 3, 4}, {true, true, true, false, false}},
    {6, {0, 1, 2, 3, 4, 5}, {true, true, true, false, true, false}},
    {6, {0, 1, 2, 3, 4, 5}, {true, true, true, false, true, true}},
    {6, {0, 1, 2, 3, 6, 7}, {true, true, true, true, false, false}},
    {6, {0, 1, 2, 3, 6, 7}, {true, true, true, true, false, true}},
    {7, {0, 1, 2, 3, 6, 8, 9}, {true, true, true, true, true, false, false}},
    {7, {0, 1, 2, 3, 6, 8, 9}, {true, true, true, true, true, false, true}},
    {7, {0, 1, 2, 3, 6, 8, 10}, {true, true, true, true, true, true, false}},
    {7, {0, 1, 2, 3, 6, 8, 10}, {true, true, true, true, true, true, true}},
    {1, {0}, {false}},
}};

/// How often the decisions at a node were false and true.
struct NodeCounts {
  std::uint32_t no = 0;
  std::uint32_t yes = 0;
};

using ContextCounts = std::array<NodeCounts, kTokenNodes>;

void add_counts(const std::array<std::uint32_t, kTokens>& tokens, bool end_possible, ContextCounts& nodes) {
  for (int token = 0; token < kTokens; ++token) {
    if (tokens[token] == 0) continue;
    const Way& way = kWays[token];
    for (int i = end_possible ? 0 : 1; i < way.length; ++i) {
      NodeCounts& node = nodes[way.nodes[i]];
      (way.decisions[i] ? node.yes : node.no) += tokens[token];
    }
  }
}

std::int64_t cost_of(const NodeCounts& counts, int probability) {
  return std::int64_t{counts.no} * bit_cost(probability) + std::int64_t{counts.yes} * bit_cost(256 - probability);
}

std::uint8_t best_probability(const NodeCounts& counts, std::uint8_t present, std::uint8_t update) {
  const std::uint64_t all = std::uint64_t{counts.no} + counts.yes;
  if (all == 0) return present;
  const auto wanted =
      static_cast<std::uint8_t>(std::clamp<std::uint64_t>((std::uint64_t{counts.no} * 256 + all / 2) / all, 1, 255));
  const std::int64_t saved = cost_of(counts, present) - cost_of(counts, wanted);
  return saved > 8 * kBit + bit_cost(256 - update) - bit_cost(update) ? wanted : present;
}

}  // namespace

constexpr std::array<std::uint16_t, kMaxLevel> kFixedCosts = [] {
  std::array<std::uint16_t, kMaxLevel> costs{};
  for (int level = 1; level < kMaxLevel; ++level) {
    int cost = kBit;
    const Token token = token_of(level);
    if (token >= kCategory1) {
      const Category& category = kCategories[token - kCategory1];
      const int extra = level - category.least;
      for (int i = 0; i < category.bits; ++i) {
        const int probability = category.probabilities[i];
        const bool set = (extra >> (category.bits - 1 - i) & 1) != 0;
        cost += bit_cost(set ? 256 - probability : probability);
      }
    }
    costs[level] = static_cast<std::uint16_t>(cost);
  }
  return costs;
}();

TokenProbabilities probabilities_for(const TokenCounts& counts) {
  TokenProbabilities made = kDefaultTokenProbabilities;
  for (int kind = 0; kind < kBlockKinds; ++kind) {
    for (int band = 0; band < kBands; ++band) {
      for (int context = 0; context < kContexts; ++context) {
        ContextCounts nodes{};
        add_counts(counts[kind][band][context], true, nodes);
        if (context == 0) add_counts(counts[kind][band][kAfterZero], false, nodes);
        for (int node = 0; node < kTokenNodes; ++node) {
          std::uint8_t& probability = made[kind][band][context][node];
          probability =
              best_probability(nodes[node], probability, kTokenUpdateProbabilities[kind][band][context][node]);
        }
      }
    }
  }
  return made;
}

TokenRates::TokenRates(const TokenProbabilities& probabilities) {
  for (int kind = 0; kind < kBlockKinds; ++kind) {
    for (int band = 0; band < kBands; ++band) {
      for (int context = 0; context < kTokenContexts; ++context) {
        const NodeProbabilities& nodes = probabilities[kind][band][context % kAfterZero];
        std::uint16_t* costs = rates_[kind] + std::ptrdiff_t{kPlaceSize} * band + std::ptrdiff_t{kTokens} * context;
        for (int token = 0; token < kTokens; ++token) {
          const Way& way = kWays[token];
          int cost = 0;
          for (int i = context == kAfterZero ? 1 : 0; i < way.length; ++i) {
            const int probability = nodes[way.nodes[i]];
            cost += bit_cost(way.decisions[i] ? 256 - probability : probability);
          }
          costs[token] = static_cast<std::uint16_t>(cost);
        }
      }
    }
  }
}

}  // namespace pictor::image::vp8
