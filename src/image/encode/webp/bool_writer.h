#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

/// The way from the root of a tree of decisions to a leaf.
struct LeafCode {
  int length = 0;
  std::array<std::uint8_t, kBlockModes - 1> nodes{};
  unsigned decisions = 0;  ///< a bit each, the first one lowest
};

/// The codes of all leaves of a tree, by their numbers.
template <std::size_t kEntries>
constexpr std::array<LeafCode, kEntries / 2 + 1> leaf_codes(const std::array<TreeIndex, kEntries>& tree) {
  std::array<LeafCode, kEntries / 2 + 1> codes;
  std::array<LeafCode, kEntries> ways;  // to the pair that begins there
  for (int at = 0; at < static_cast<int>(kEntries); at += 2) {
    for (unsigned decision = 0; decision < 2; ++decision) {
      LeafCode way = ways[at];
      way.nodes[way.length] = static_cast<std::uint8_t>(at / 2);
      way.decisions |= decision << way.length++;
      const auto next = int{tree[at + decision]};
      (next > 0 ? ways[next] : codes[-next]) = way;
    }
  }
  return codes;
}

/// VP8's arithmetic coder (RFC 6386, section 7): decisions, each with the chance in 256 of being false. Small enough
/// for registers; the bytes go where there must be room for one a decision, and may still change by a carry.
class BoolCoder {
 public:
  void put(bool value, int probability) {
    const std::uint32_t split = 1 + (((range_ - 1) * static_cast<std::uint32_t>(probability)) >> 8);
    low_ += value ? split : 0;
    range_ = value ? range_ - split : split;
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
  template <class Probabilities>
  void put_leaf(const LeafCode& leaf, const Probabilities& probabilities) {
    for (int i = 0; i < leaf.length; ++i) put((leaf.decisions >> i & 1) != 0, probabilities[leaf.nodes[i]]);
  }

  /// Writes what is pending.
  void finish() {
    const int bits = pending_ + kBatch + kActive;
    const int bytes = (bits + 7) / 8;
    append(low_ << (8 * bytes - bits), bytes);
  }

  std::uint8_t* to = nullptr;

 private:
  void write_out() {
    const int kept = kActive + pending_;
    append(low_ >> kept, kBatch / 8);
    low_ &= (std::uint64_t{1} << kept) - 1;
    pending_ -= kBatch;
  }

  void append(std::uint64_t value, int bytes) {
    if (value >> (8 * bytes) != 0) {
      std::uint8_t* carried = to - 1;
      while (++*carried == 0) --carried;
    }
    while (bytes-- > 0) *to++ = static_cast<std::uint8_t>(value >> (8 * bytes));
  }

  static constexpr int kBatch = 32;
  static constexpr int kActive = 8;
  std::uint64_t low_ = 0;  ///< below what was written: bits that are complete but for a carry, and kActive that are not
  std::uint32_t range_ = 255;
  int pending_ = -kBatch;  ///< complete bits less kBatch
};

/// What a BoolCoder writes.
class BoolWriter {
 public:
  /// Decisions that one burst puts at most.
  static constexpr std::size_t kBurst = 4096;

  /// Lets `put` use the coder for a while.
  template <class Put>
  void burst(const Put& put) {
    if (bytes_.size() - used_ < kBurst + kFinish) bytes_.resize(2 * bytes_.size() + kBurst + kFinish);
    BoolCoder coder = coder_;
    std::uint8_t* start = bytes_.data();
    coder.to = start + used_;
    put(coder);
    used_ = static_cast<std::size_t>(coder.to - start);
    coder_ = coder;
  }

  /// All that was put; the writer is of no use afterwards.
  std::vector<std::uint8_t> finish() {
    burst([](BoolCoder& coder) { coder.finish(); });
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t kFinish = 8;

  BoolCoder coder_;
  std::size_t used_ = 0;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace pictor::image::vp8
