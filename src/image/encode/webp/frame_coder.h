#pragma once

#include <array>
#include <span>
#include <vector>

#include "image/encode/webp/band.h"
#include "image/encode/webp/coded_frame.h"
#include "image/encode/webp/macroblock_job.h"
#include "image/encode/webp/source_macroblocks.h"
#include "image/plan.h"

namespace pictor::image::vp8 {

/// Decides how each macroblock is coded, once, from what its tokens cost by those before it.
class FrameCoder {
 public:
  /// `segments` names the segment of each macroblock. All is borrowed.
  FrameCoder(const SourceMacroblocks& source, std::span<const std::uint8_t> segments, const FrameSettings& settings,
             Effort effort);

  /// Codes a row of macroblocks; the bands then hold it as a decoder has it before its loop filter.
  void code_row(int y);

  const Band& luma() const { return luma_; }
  const std::array<Band, 2>& chroma() const { return chroma_; }

  /// What was coded, of all rows; the coder is of no use afterwards.
  std::vector<MacroblockModes> take_macroblocks() { return std::move(macroblocks_); }
  Levels take_levels() { return std::move(levels_); }

 private:
  void code_macroblock(int x, int y);
  bool may_use_blocks() const;
  std::uint8_t code_luma(const MacroblockJob& job);
  void note_luma(const MacroblockJob& job, MacroblockModes& modes);
  void note_chroma(MacroblockModes& modes);
  void keep_levels(MacroblockModes& modes);
  void renew_rates();

  const SourceMacroblocks& source_;
  std::span<const std::uint8_t> segments_;
  Effort effort_;
  std::array<Quantisers, kSegments> quantisers_;
  Band luma_;
  std::array<Band, 2> chroma_;
  std::vector<Margin> above_;  ///< of each column
  Margin left_;
  TokenRates rates_{kDefaultTokenProbabilities};
  std::int64_t block_modes_budget_;  ///< in parts of a bit
  std::int64_t block_modes_spent_ = 0;
  std::size_t next_renewal_;  ///< of the rates: macroblocks coded by then
  WholeLuma whole_;
  LumaBlocks by_blocks_;
  Chroma coded_chroma_;
  std::vector<MacroblockModes> macroblocks_;
  Levels levels_;
};

}  // namespace pictor::image::vp8
