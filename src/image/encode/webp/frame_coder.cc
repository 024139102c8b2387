#include "image/encode/webp/frame_coder.h"

#include <algorithm>
#include <limits>

#include "image/encode/webp/mode_costs.h"

namespace pictor::image::vp8 {
namespace {

/// Macroblocks after which rates are first counted anew; then whenever there are half as many again.
constexpr std::size_t kFirstRenewal = 24;

/// Predictions of a block that Effort::kSmall tries to the end: 0.7 % smaller than with one alone; more gain nothing.
constexpr int kSmallCandidates = 2;

/// Estimates (in bits of a block) from which luma is predicted block by block, and below which as a whole, without
/// trying the other way: 0.2 % larger, and a tenth to a fifth faster.
constexpr std::int64_t kSurelyByBlocks = std::int64_t{17} * kLumaBlocks * kBit;
constexpr std::int64_t kSurelyWhole = std::int64_t{4} * kLumaBlocks * kBit;

/// What of the first partition is left to block modes: the rest is the header and at most a byte and a half for each
/// macroblock.
std::int64_t block_modes_budget(std::int64_t macroblocks) {
  constexpr std::int64_t kHeader = 4096;
  return std::max<std::int64_t>(0, (kFirstPartitionLimit - kHeader - macroblocks * 3 / 2) * 8 * kBit);
}

std::uint8_t has_coefficients(const CodedBlock& block) { return block.end > 0 ? 1 : 0; }

}  // namespace

FrameCoder::FrameCoder(const SourceMacroblocks& source, std::span<const std::uint8_t> segments,
                       const FrameSettings& settings, Effort effort)
    : source_(source),
      segments_(segments),
      effort_(effort),
      luma_(source.wide(), kMacroblockSide),
      chroma_{Band(source.wide(), kChromaSide), Band(source.wide(), kChromaSide)},
      above_(source.wide()),
      block_modes_budget_(block_modes_budget(std::int64_t{source.wide()} * source.high())),
      next_renewal_(kFirstRenewal) {
  for (int i = 0; i < kSegments; ++i) {
    quantisers_[i] = quantisers_of(settings.segments[i].quantiser, settings.deltas);
  }
  macroblocks_.reserve(static_cast<std::size_t>(source.wide()) * source.high());
}

void FrameCoder::code_row(int y) {
  if (y > 0) {
    luma_.next_row();
    for (const Band& plane : chroma_) plane.next_row();
  }
  left_ = {};
  for (int x = 0; x < source_.wide(); ++x) {
    code_macroblock(x, y);
    if (macroblocks_.size() == next_renewal_) renew_rates();
  }
}

void FrameCoder::renew_rates() {
  rates_ = TokenRates(probabilities_for(levels_.counts()));
  next_renewal_ += std::max<std::size_t>(next_renewal_ / 2, 1);
}

void FrameCoder::code_macroblock(int x, int y) {
  const std::size_t at = macroblocks_.size();
  MacroblockModes& modes = macroblocks_.emplace_back();
  modes.segment = segments_[at];
  const MacroblockJob job{.source = source_.at(x, y),
                          .x = x,
                          .neighbours = {.left = x > 0, .above = y > 0},
                          .quantisers = quantisers_[modes.segment],
                          .rates = rates_,
                          .above = above_[x],
                          .left = left_,
                          .candidates = effort_ == Effort::kFast ? 1 : kSmallCandidates};
  modes.luma = code_luma(job);
  note_luma(job, modes);
  code_chroma(job, chroma_, coded_chroma_);
  note_chroma(modes);
  keep_levels(modes);
}

/// In a very large picture the modes of blocks may have to be saved, evenly.
bool FrameCoder::may_use_blocks() const {
  const std::int64_t all = std::int64_t{source_.wide()} * source_.high();
  return block_modes_spent_ <= block_modes_budget_ / all * static_cast<std::int64_t>(macroblocks_.size() - 1);
}

std::uint8_t FrameCoder::code_luma(const MacroblockJob& job) {
  const std::int64_t estimate = predict_whole_luma(job, luma_, whole_);
  const bool fast = effort_ == Effort::kFast;
  const bool may_use_blocks = this->may_use_blocks();
  if (fast && may_use_blocks && estimate >= kSurelyByBlocks) {
    code_luma_blocks(job, luma_, std::numeric_limits<std::int64_t>::max(), by_blocks_);
    return kByBlocks;
  }
  code_whole_luma(job, whole_);
  if (!may_use_blocks || (fast && estimate < kSurelyWhole)) return whole_.mode;
  return code_luma_blocks(job, luma_, whole_.cost, by_blocks_) ? std::uint8_t{kByBlocks} : whole_.mode;
}

void FrameCoder::note_luma(const MacroblockJob& job, MacroblockModes& modes) {
  Margin& above = above_[job.x];
  const bool by_blocks = modes.luma == kByBlocks;
  if (by_blocks) {
    std::ranges::copy(by_blocks_.modes, modes.blocks.begin());
    block_modes_spent_ += by_blocks_.modes_cost;
  } else {
    modes.blocks.fill(block_mode_for(modes.luma));
    for (int i = 0; i < kLumaBlocks; ++i) {
      luma_.put_block(whole_.samples + std::ptrdiff_t{kBlockSize} * i, kMacroblockSide * job.x + kBlockSide * (i % 4),
                      kBlockSide * (i / 4));
    }
    above.luma_dcs = left_.luma_dcs = has_coefficients(whole_.dcs);
  }
  const auto& blocks = by_blocks ? by_blocks_.blocks : whole_.blocks;
  for (int i = 0; i < 4; ++i) {
    above.luma[i] = has_coefficients(blocks[12 + i]);
    left_.luma[i] = has_coefficients(blocks[4 * i + 3]);
    above.modes[i] = modes.blocks[12 + i];
    left_.modes[i] = modes.blocks[4 * i + 3];
  }
}

void FrameCoder::note_chroma(MacroblockModes& modes) {
  modes.chroma = coded_chroma_.mode;
  Margin& above = above_[(macroblocks_.size() - 1) % above_.size()];
  for (int plane = 0; plane < 2; ++plane) {
    const CodedBlock* blocks = coded_chroma_.blocks.data() + std::ptrdiff_t{kChromaBlocks} * plane;
    for (int i = 0; i < 2; ++i) {
      above.chroma[plane][i] = has_coefficients(blocks[2 + i]);
      left_.chroma[plane][i] = has_coefficients(blocks[2 * i + 1]);
    }
  }
}

void FrameCoder::keep_levels(MacroblockModes& modes) {
  const bool by_blocks = modes.luma == kByBlocks;
  const auto& luma = by_blocks ? by_blocks_.blocks : whole_.blocks;
  const auto is_empty = [](const CodedBlock& block) { return block.end == 0; };
  modes.skipped = std::ranges::all_of(luma, is_empty) && std::ranges::all_of(coded_chroma_.blocks, is_empty) &&
                  (by_blocks || is_empty(whole_.dcs));
  if (modes.skipped) return;
  if (!by_blocks) levels_.add(whole_.dcs, BlockKind::kLumaDcs, 0);
  const BlockKind kind = by_blocks ? BlockKind::kLuma : BlockKind::kLumaWithoutDc;
  for (const CodedBlock& block : luma) levels_.add(block, kind, by_blocks ? 0 : 1);
  for (const CodedBlock& block : coded_chroma_.blocks) levels_.add(block, BlockKind::kChroma, 0);
}

}  // namespace pictor::image::vp8
