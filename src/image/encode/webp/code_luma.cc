#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "image/encode/webp/block_transforms.h"
#include "image/encode/webp/macroblock_job.h"
#include "image/encode/webp/mode_costs.h"
#include "image/encode/webp/mode_kernels.h"

namespace pictor::image::vp8 {
namespace {

constexpr int kSamples = kLumaBlocks * kBlockSize;

/// Adds and subtracts the first and last, and the middle ones, of four: the transform of RFC 6386, 14.3, either way.
template <std::ptrdiff_t kStride>
void hadamard(const int* in, int* out) {
  const int a = in[0] + in[3 * kStride];
  const int d = in[0] - in[3 * kStride];
  const int b = in[kStride] + in[2 * kStride];
  const int c = in[kStride] - in[2 * kStride];
  out[0] = a + b;
  out[kStride] = c + d;
  out[2 * kStride] = a - b;
  out[3 * kStride] = d - c;
}

/// Rows and columns of the DCs of the blocks at `dcs`, kBlockSize apart.
template <class Rounded>
void transform_dcs(const std::int16_t* in, int in_stride, std::int16_t* out, int out_stride, const Rounded& rounded) {
  int a[kBlockSize];
  int b[kBlockSize];
  for (int i = 0; i < kBlockSize; ++i) a[i] = in[static_cast<std::ptrdiff_t>(i) * in_stride];
  for (int i = 0; i < kBlockSide; ++i) hadamard<kBlockSide>(a + i, b + i);
  for (int i = 0; i < kBlockSize; i += kBlockSide) hadamard<1>(b + i, a + i);
  for (int i = 0; i < kBlockSize; ++i)
    out[static_cast<std::ptrdiff_t>(i) * out_stride] = static_cast<std::int16_t>(rounded(a[i]));
}

}  // namespace

std::int64_t predict_whole_luma(const MacroblockJob& job, const Band& luma, WholeLuma& coded) {
  predict_square(luma, kMacroblockSide * job.x, 4, job.neighbours, coded.predictions[0]);
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (int mode = 0; mode < kMacroblockModes; ++mode) {
    const std::uint32_t distance = distance_of(job.source, coded.predictions[mode], kLumaBlocks);
    const std::int64_t cost = estimated_cost(distance, job.quantisers.luma) + luma_mode_cost(mode);
    if (cost >= least) continue;
    least = cost;
    coded.mode = static_cast<std::uint8_t>(mode);
  }
  return least;
}

void code_whole_luma(const MacroblockJob& job, WholeLuma& coded) {
  const std::uint8_t* prediction = coded.predictions[coded.mode];
  TransformedBlock transformed[kLumaBlocks];
  forward_dct(job.source, prediction, kLumaBlocks, transformed);
  find_nearest_levels(transformed, kLumaBlocks, job.quantisers.luma.reciprocals.data());
  TransformedBlock dcs;
  std::int16_t shown_dcs[kBlockSize];
  transform_dcs(transformed[0].coefficients, sizeof(TransformedBlock) / sizeof(std::int16_t), dcs.coefficients, 1,
                [](int sum) { return sum / 2; });
  find_nearest_levels(&dcs, 1, job.quantisers.luma_dcs.reciprocals.data());
  const int dcs_context = job.above.luma_dcs + job.left.luma_dcs;
  coded.cost = luma_mode_cost(coded.mode) +
               choose_levels(dcs, job.quantisers.luma_dcs, job.rates,
                             {.kind = BlockKind::kLumaDcs, .first = 0, .context = dcs_context}, coded.dcs, shown_dcs);
  alignas(64) std::int16_t shown[kSamples];
  auto above = job.above.luma;
  for (int y = 0; y < 4; ++y) {
    int left = job.left.luma[y];
    for (int x = 0; x < 4; ++x) {
      const int i = 4 * y + x;
      CodedBlock& block = coded.blocks[i];
      coded.cost += choose_levels(transformed[i], job.quantisers.luma, job.rates,
                                  {.kind = BlockKind::kLumaWithoutDc, .first = 1, .context = above[x] + left}, block,
                                  shown + std::ptrdiff_t{kBlockSize} * i);
      left = above[x] = block.end > 0 ? 1 : 0;
    }
  }
  transform_dcs(shown_dcs, 1, shown, kBlockSize, [](int sum) { return (sum + 3) >> 3; });
  inverse_dct(shown, prediction, kLumaBlocks, coded.samples);
}

namespace {

/// The modes that look cheapest, `wanted` of them, the best first.
void rank_modes(const std::uint32_t* distances, const Quantiser& quantiser, const std::int16_t* mode_costs, int wanted,
                int* ranked) {
  std::int64_t estimates[kBlockModes];
  for (int mode = 0; mode < kBlockModes; ++mode) {
    estimates[mode] = estimated_cost(distances[mode], quantiser) + mode_costs[mode];
  }
  for (int i = 0; i < wanted; ++i) {
    const auto* best = std::min_element(estimates, estimates + kBlockModes);
    ranked[i] = static_cast<int>(best - estimates);
    estimates[ranked[i]] = std::numeric_limits<std::int64_t>::max();
  }
}

/// A luma block in the course of being coded.
class BlockTrial {
 public:
  BlockTrial(const MacroblockJob& job, const std::uint8_t* source, const std::uint8_t* edge, int context)
      : job_(job), place_{.kind = BlockKind::kLuma, .first = 0, .context = context} {
    for (int i = 0; i < kBlocksAtOnce; ++i) std::copy_n(source, kBlockSize, sources_ + std::ptrdiff_t{kBlockSize} * i);
    rank_block_modes(source, edge, predictions_, distances_);
  }

  /// Tries the candidates to the end. Returns the cost of the best.
  std::int64_t run(const std::array<std::int16_t, kBlockModes>& mode_costs) {
    int ranked[kBlocksAtOnce];
    rank_modes(distances_, job_.quantisers.luma, mode_costs.data(), job_.candidates, ranked);
    for (int i = 0; i < job_.candidates; ++i) {
      std::memcpy(tried_ + std::ptrdiff_t{kBlockSize} * i, predictions_ + std::ptrdiff_t{kBlockSize} * ranked[i],
                  kBlockSize);
    }
    forward_dct(sources_, tried_, kBlocksAtOnce, transformed_);
    find_nearest_levels(transformed_, job_.candidates, job_.quantisers.luma.reciprocals.data());
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < job_.candidates; ++i) {
      const std::int64_t cost =
          mode_costs.data()[ranked[i]] + choose_levels(transformed_[i], job_.quantisers.luma, job_.rates, place_,
                                                       coded_[i], shown_ + std::ptrdiff_t{kBlockSize} * i);
      if (cost >= least) continue;
      least = cost;
      best_ = i;
      mode_ = ranked[i];
    }
    return least;
  }

  int mode() const { return mode_; }
  const CodedBlock& coded() const { return coded_[best_]; }

  void put_samples(const Band& luma, int x, int y) const {
    alignas(64) std::uint8_t samples[kBlocksAtOnce * kBlockSize];
    inverse_dct(shown_, tried_, kBlocksAtOnce, samples);
    luma.put_block(samples + std::ptrdiff_t{kBlockSize} * best_, x, y);
  }

 private:
  const MacroblockJob& job_;
  BlockPlace place_;
  alignas(64) std::uint8_t sources_[kBlocksAtOnce * kBlockSize];
  alignas(64) std::uint8_t predictions_[kPredictions * kBlockSize] = {};
  std::uint32_t distances_[kPredictions];
  alignas(64) std::uint8_t tried_[kBlocksAtOnce * kBlockSize] = {};
  TransformedBlock transformed_[kBlocksAtOnce];
  alignas(64) std::int16_t shown_[kBlocksAtOnce * kBlockSize] = {};
  std::array<CodedBlock, kBlocksAtOnce> coded_;
  int best_ = 0;
  int mode_ = 0;
};

}  // namespace

bool code_luma_blocks(const MacroblockJob& job, const Band& luma, std::int64_t limit, LumaBlocks& coded) {
  std::int64_t cost = luma_mode_cost(kByBlocks);
  coded.modes_cost = 0;
  Margin above = job.above;
  for (int y = 0; y < 4; ++y) {
    int left = job.left.luma[y];
    int left_mode = job.left.modes[y];
    for (int x = 0; x < 4; ++x) {
      const int i = 4 * y + x;
      const int at_x = kMacroblockSide * job.x + kBlockSide * x;
      std::uint8_t edge[16];
      copy_edge(luma, at_x, kBlockSide * y, edge);
      BlockTrial trial(job, job.source + std::ptrdiff_t{kBlockSize} * i, edge, above.luma[x] + left);
      const auto& mode_costs = block_mode_costs(above.modes[x], left_mode);
      cost += trial.run(mode_costs);
      coded.modes_cost += mode_costs[trial.mode()];
      if (cost >= limit) return false;
      trial.put_samples(luma, at_x, kBlockSide * y);
      coded.blocks[i] = trial.coded();
      left = above.luma[x] = trial.coded().end > 0 ? 1 : 0;
      left_mode = above.modes[x] = coded.modes[i] = static_cast<std::uint8_t>(trial.mode());
    }
  }
  return true;
}

}  // namespace pictor::image::vp8
