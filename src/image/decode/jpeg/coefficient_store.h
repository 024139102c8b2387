#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/decode/jpeg/frame.h"

namespace pictor::image::jpeg {

/// What is known of one component between the scans of a file: of each block the quantised coefficients that the scale
/// uses, which of all 64 are zero (the scans that refine them count on that), and how much the others weigh. At 2/8
/// that is a sixth of the coefficients.
class CoefficientStore {
 public:
  /// `weighed`: what the scale drops is added up.
  CoefficientStore(const Frame& frame, const Component& component, bool weighed)
      : across_(frame.blocks_across(component)),
        slots_(component.across * component.down),
        nonzero_(static_cast<std::size_t>(across_) * static_cast<std::size_t>(frame.mcus_down * component.v)),
        lost_(weighed ? nonzero_.size() : 0),
        used_(nonzero_.size() * static_cast<std::size_t>(slots_)) {
    slot_.fill(kDropped);
    for (int k = 0; k < kBlockSize; ++k) {
      const int v = kZigzag[k] / kBlockSide;
      const int u = kZigzag[k] % kBlockSide;
      const bool used = v < component.down && u < component.across;
      if (used) slot_[k] = static_cast<std::int8_t>(v * component.across + u);
      if (used) used_positions_ |= std::uint64_t{1} << k;
      const float q = component.quant[kZigzag[k]];
      weight_[k] = used ? 0 : q * q;
    }
  }

  static constexpr std::int8_t kDropped = -1;
  bool weighed() const { return !lost_.empty(); }
  int slots() const { return slots_; }
  /// Where a block holds the coefficient at a zigzag position: vertical frequency times the component's `across`, plus
  /// the horizontal one; kDropped.
  int slot(int position) const { return slot_[position]; }
  std::uint64_t used_positions() const { return used_positions_; }  ///< bit k: zigzag position k
  /// Square of the quantiser of a dropped coefficient, 0 of others.
  float weight(int position) const { return weight_[position]; }

  std::size_t index(int block_row, int block) const {
    return static_cast<std::size_t>(block_row) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(block);
  }
  std::int16_t* used(std::size_t block) { return used_.data() + block * static_cast<std::size_t>(slots_); }
  std::uint64_t& nonzero(std::size_t block) { return nonzero_[block]; }  ///< bit k: zigzag position k
  float& lost(std::size_t block) { return lost_[block]; }                ///< squared levels, of 64 samples

 private:
  int across_;
  int slots_;
  std::array<std::int8_t, kBlockSize> slot_{};
  std::array<float, kBlockSize> weight_{};
  std::uint64_t used_positions_ = 0;
  std::vector<std::uint64_t> nonzero_;
  std::vector<float> lost_;
  std::vector<std::int16_t> used_;
};

}  // namespace pictor::image::jpeg
