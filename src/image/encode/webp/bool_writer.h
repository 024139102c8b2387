#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

/// VP8's arithmetic coder (RFC 6386, section 7): decisions, each with the chance in 256 of being false.
class BoolWriter {
 public:
  void put(bool value, int probability) {
    const std::uint32_t split = 1 + (((range_ - 1) * static_cast<std::uint32_t>(probability)) >> 8);
    if (value) {
      low_ += split;
      range_ -= split;
    } else {
      range_ = split;
    }
    const int shift = std::countl_zero(range_) - 24;  // until the range has its eighth bit again
    range_ <<= shift;
    low_ <<= shift;
    pending_ += shift;
    if (pending_ >= 0) write_out();
  }

  /// The `count` lowest bits of a number, the highest first, as likely 0 as 1.
  void put_bits(unsigned value, int count) {
    while (count-- > 0) put((value >> count & 1) != 0, 128);
  }

  /// A leaf of a tree of decisions.
  template <std::size_t kNodes, std::size_t kProbabilities>
  void put_leaf(const std::array<TreeIndex, kNodes>& tree,
                const std::array<std::uint8_t, kProbabilities>& probabilities, int leaf) {
    std::array<std::uint8_t, kNodes / 2> way;  // from the leaf to the root
    int steps = 0;
    int at = leaf_place(tree, leaf);
    while (true) {
      way[steps++] = static_cast<std::uint8_t>(at);
      if (at < 2) break;
      at = leaf_place(tree, -(at & ~1));
    }
    while (steps-- > 0) put((way[steps] & 1) != 0, probabilities[way[steps] >> 1]);
  }

  /// All that was put; the writer is empty afterwards.
  std::vector<std::uint8_t> finish();

 private:
  /// Where the tree names a leaf (negated) or a pair of decisions.
  template <std::size_t kNodes>
  static int leaf_place(const std::array<TreeIndex, kNodes>& tree, int leaf) {
    int at = 0;
    while (tree[at] != -leaf) ++at;
    return at;
  }

  void write_out();
  void append(std::uint64_t value, int bytes);

  static constexpr int kBatch = 32;
  static constexpr int kActive = 8;
  std::uint64_t low_ = 0;  ///< below what was written: bits that are complete but for a carry, and kActive that are not
  std::uint32_t range_ = 255;
  int pending_ = -kBatch;  ///< complete bits less kBatch
  std::vector<std::uint8_t> bytes_;
};

}  // namespace pictor::image::vp8
