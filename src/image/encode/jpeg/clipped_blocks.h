#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/encode/jpeg/block_grid.h"
#include "image/encode/jpeg/ycc_band.h"

namespace pictor::image::jpeg {

/// The luma blocks that are partly white or partly black, such as text on paper. A decoder clips, so a white sample may
/// come back brighter than white for nothing: there is a set of blocks that all look the same, and among them are ones
/// without the sharp edge that costs bits and rings around the text.
class ClippedBlocks {
 public:
  /// Remembers those of a row of blocks.
  void collect(const SampleRows& rows, int blocks, int y);
  bool empty() const { return blocks_.empty(); }

  /// Moves the coefficients of these blocks to where `quantiser` loses least of what is seen, by projections in turn
  /// onto what can be written (the levels) and what looks right (clipped samples on the far side of the limit).
  void settle(const Quantiser& quantiser, BlockGrid& coefficients) const;

 private:
  struct Block {
    int x = 0;
    int y = 0;
    std::array<std::int16_t, kBlockSize> samples;
  };
  std::vector<Block> blocks_;
};

}  // namespace pictor::image::jpeg
