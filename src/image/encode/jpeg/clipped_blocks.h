#pragma once

#include <vector>

#include "image/encode/jpeg/block_grid.h"
#include "image/encode/jpeg/ycc_band.h"

namespace pictor::image::jpeg {

/// The luma blocks that are partly white or partly black, such as text on paper. A decoder clips, so a white sample may
/// come back brighter than white for nothing: there is a set of blocks that all look the same, and among them are ones
/// without the sharp edge that costs bits and rings around the text. Worth 1 % of the bytes of a photo at equal
/// SSIMULACRA 2, 3 to 10 % of a screenshot or drawing.
class ClippedBlocks {
 public:
  /// Notes those of a row of blocks; rows come top to bottom.
  void collect(const SampleRows& rows, int blocks, int y);

  /// Places in the grid, in its order.
  const std::vector<int>& places() const { return places_; }

  /// For each place the coefficients that `quantiser` serves best among those that look like the block in `luma`: by
  /// projections in turn onto what can be written and onto what looks right.
  BlockGrid settled(const BlockGrid& luma, const Quantiser& quantiser) const;

 private:
  std::vector<int> places_;
};

}  // namespace pictor::image::jpeg
