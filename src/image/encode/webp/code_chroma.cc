#include <limits>

#include "image/encode/webp/block_transforms.h"
#include "image/encode/webp/macroblock_job.h"
#include "image/encode/webp/mode_costs.h"
#include "image/encode/webp/mode_kernels.h"

namespace pictor::image::vp8 {
namespace {

constexpr int kPlaneSamples = kChromaBlocks * kBlockSize;

}  // namespace

void code_chroma(const MacroblockJob& job, const std::array<Band, 2>& planes, Chroma& coded) {
  const std::uint8_t* source = job.source + kChromaStart;
  alignas(64) std::uint8_t predictions[2][kPlaneSamples * kMacroblockModes];
  for (int plane = 0; plane < 2; ++plane) {
    predict_square(planes[plane], kChromaSide * job.x, 2, job.neighbours, predictions[plane]);
  }
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (int mode = 0; mode < kMacroblockModes; ++mode) {
    std::uint32_t distance = 0;
    for (int plane = 0; plane < 2; ++plane) {
      distance += distance_of(source + std::ptrdiff_t{kPlaneSamples} * plane,
                              predictions[plane] + std::ptrdiff_t{kPlaneSamples} * mode, kChromaBlocks);
    }
    const std::int64_t cost = estimated_cost(distance, job.quantisers.chroma) + chroma_mode_cost(mode);
    if (cost < least) {
      least = cost;
      coded.mode = static_cast<std::uint8_t>(mode);
    }
  }
  TransformedBlock transformed[kChromaBlocks];
  alignas(64) std::int16_t shown[kPlaneSamples];
  alignas(64) std::uint8_t samples[kPlaneSamples];
  for (int plane = 0; plane < 2; ++plane) {
    const std::uint8_t* prediction = predictions[plane] + std::ptrdiff_t{kPlaneSamples} * coded.mode;
    forward_dct(source + std::ptrdiff_t{kPlaneSamples} * plane, prediction, kChromaBlocks, transformed);
    find_nearest_levels(transformed, kChromaBlocks, job.quantisers.chroma.reciprocals.data());
    auto above = job.above.chroma[plane];
    for (int y = 0; y < 2; ++y) {
      int left = job.left.chroma[plane][y];
      for (int x = 0; x < 2; ++x) {
        const int i = 2 * y + x;
        CodedBlock& block = coded.blocks[kChromaBlocks * plane + i];
        choose_levels(transformed[i], job.quantisers.chroma, job.rates,
                      {.kind = BlockKind::kChroma, .first = 0, .context = above[x] + left}, block,
                      shown + std::ptrdiff_t{kBlockSize} * i);
        left = above[x] = block.end > 0 ? 1 : 0;
      }
    }
    inverse_dct(shown, prediction, kChromaBlocks, samples);
    for (int i = 0; i < kChromaBlocks; ++i) {
      planes[plane].put_block(samples + std::ptrdiff_t{kBlockSize} * i, kChromaSide * job.x + kBlockSide * (i % 2),
                              kBlockSide * (i / 2));
    }
  }
}

}  // namespace pictor::image::vp8
