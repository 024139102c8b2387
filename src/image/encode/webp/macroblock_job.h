#pragma once

#include <array>
#include <cstdint>

#include "image/encode/webp/band.h"
#include "image/encode/webp/macroblock_predictions.h"
#include "image/encode/webp/quantisers.h"
#include "image/encode/webp/source_macroblocks.h"
#include "image/encode/webp/token_rates.h"
#include "image/encode/webp/trellis.h"

namespace pictor::image::vp8 {

/// What later macroblocks need to know of one at one of its edges: where coefficients were, and block modes.
struct Margin {
  std::array<std::uint8_t, 4> luma{};                   ///< 1 where the block has coefficients
  std::array<std::array<std::uint8_t, 2>, 2> chroma{};  ///< of U and of V
  std::uint8_t luma_dcs = 0;
  std::array<std::uint8_t, 4> modes{};  ///< BlockMode; kBlockDc outside of the picture
};

/// One macroblock to be coded.
struct MacroblockJob {
  const std::uint8_t* source;
  int x;  ///< in macroblocks
  Neighbours neighbours;
  const Quantisers& quantisers;
  const TokenRates& rates;
  Margin above;
  Margin left;
  int candidates;  ///< predictions of each kind that are tried to the end
};

/// Before it is tried what a prediction will cost.
inline std::int64_t estimated_cost(std::uint32_t distance, const Quantiser& quantiser) {
  return distance * quantiser.distance_cost >> kWorthShift;
}

/// Luma, predicted as a whole.
struct WholeLuma {
  std::int64_t cost = 0;
  std::uint8_t mode = 0;
  CodedBlock dcs;
  std::array<CodedBlock, kLumaBlocks> blocks;
  alignas(64) std::uint8_t predictions[kMacroblockModes][kChromaStart];
  alignas(64) std::uint8_t samples[kChromaStart];  ///< as decoded
};
/// Predictions and the mode whose prediction looks cheapest. Returns what it seems to cost.
std::int64_t predict_whole_luma(const MacroblockJob& job, const Band& luma, WholeLuma& coded);
/// What is left of a WholeLuma.
void code_whole_luma(const MacroblockJob& job, WholeLuma& coded);

/// Luma, predicted block by block.
struct LumaBlocks {
  std::array<std::uint8_t, kLumaBlocks> modes;
  std::int64_t modes_cost;  ///< of telling them
  std::array<CodedBlock, kLumaBlocks> blocks;
};
/// Writes the decoded samples to the band. False when it costs more than `limit`.
bool code_luma_blocks(const MacroblockJob& job, const Band& luma, std::int64_t limit, LumaBlocks& coded);

struct Chroma {
  std::uint8_t mode = 0;
  std::array<CodedBlock, std::size_t{2} * kChromaBlocks> blocks;
};
/// Writes the decoded samples to the bands.
void code_chroma(const MacroblockJob& job, const std::array<Band, 2>& planes, Chroma& coded);

}  // namespace pictor::image::vp8
