#include "image/encode/webp/mode_costs.h"

#include "image/encode/webp/token_rates.h"

namespace pictor::image::vp8 {
namespace {

/// Adds up the costs of the leaves under `node` that costs `so_far` to reach.
template <class Tree, class Probabilities, class Costs>
void cost_leaves(const Tree& tree, const Probabilities& probabilities, int node, int so_far, Costs& costs) {
  for (int decision = 0; decision < 2; ++decision) {
    const int probability = probabilities[node / 2];
    const int cost = so_far + bit_cost(decision != 0 ? 256 - probability : probability);
    const auto next = int{tree[node + decision]};
    if (next > 0) {
      cost_leaves(tree, probabilities, next, cost, costs);
    } else {
      costs[-next] = static_cast<std::int16_t>(cost);
    }
  }
}

struct ModeCosts {
  std::array<std::int16_t, kMacroblockModes + 1> luma{};
  std::array<std::int16_t, kMacroblockModes> chroma{};
  std::array<std::array<std::array<std::int16_t, kBlockModes>, kBlockModes>, kBlockModes> blocks{};

  ModeCosts() {
    cost_leaves(kLumaModeTree, kLumaModeProbabilities, 0, 0, luma);
    cost_leaves(kChromaModeTree, kChromaModeProbabilities, 0, 0, chroma);
    for (int above = 0; above < kBlockModes; ++above) {
      for (int left = 0; left < kBlockModes; ++left) {
        cost_leaves(kBlockModeTree, kBlockModeProbabilities[above][left], 0, 0, blocks[above][left]);
      }
    }
  }
};

const ModeCosts& mode_costs() {
  static const ModeCosts all;
  return all;
}

}  // namespace

int luma_mode_cost(int mode) { return mode_costs().luma[mode]; }
int chroma_mode_cost(int mode) { return mode_costs().chroma[mode]; }

const std::array<std::int16_t, kBlockModes>& block_mode_costs(int above, int left) {
  return mode_costs().blocks[above][left];
}

BlockMode block_mode_for(int luma_mode) {
  constexpr std::array<BlockMode, kMacroblockModes> kFor = {kBlockDc, kBlockVertical, kBlockHorizontal,
                                                            kBlockTrueMotion};
  return kFor[luma_mode];
}

}  // namespace pictor::image::vp8
