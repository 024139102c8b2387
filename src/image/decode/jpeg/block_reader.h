#pragma once
// The inner loop of a scaled decode: one block's coefficients out of the bits.

#include "image/decode/jpeg/bit_reader.h"
#include "image/decode/jpeg/block_tables.h"
#include "image/decode/jpeg/huffman_table.h"

namespace pictor::image::jpeg {

struct BlockResult {
  bool valid = false;      ///< false: the bits are no block, or an odd one
  bool flat = true;        ///< nothing but the mean
  std::uint64_t lost = 0;  ///< squared, dequantised coefficients that the scale drops; only if asked for
};

/// Adds the difference that follows (T.81 F.2.2.1) to `mean`. False for bits that are no code.
[[gnu::always_inline]] inline bool read_difference(BitReader& bits, const DcTable& dc, int& mean) {
  bits.refill();
  const Coefficient c = dc.first[bits.peek(kLookBits)];
  if (c.bits != 0) [[likely]] {
    bits.skip(c.bits);
    mean += c.value;
    return true;
  }
  const CodeBook::Code code = dc.book.find(bits.peek(16));
  if (code.length == 0) return false;
  bits.skip(code.length);
  mean += bits.take_value(code.symbol);
  bits.refill();
  return true;
}

/// Reads blocks of one component. Everything is inlined and nothing takes the address of the bits, so that they stay in
/// registers from block to block: through memory each code would cost twice the time. Coefficients are dequantised to
/// 16 bits as libjpeg-turbo's SIMD does it: modulo 2^16 where a file is so odd that they do not fit.
template <bool kLost>
class BlockReader {
 public:
  BlockReader(BitReader& bits, const DcTable& dc, const AcTable& ac, const BlockTables& tables)
      : bits_(bits), dc_(dc), ac_(ac), tables_(tables) {}

  /// Adds to `coefficients` (kBlockSize + 1, at paired_index(); all zero), whose mean follows from `mean`, that of the
  /// block before.
  [[gnu::always_inline]] BlockResult read(int& mean, std::int16_t* coefficients) {
    BlockResult result;
    if (!read_mean(mean)) return result;
    coefficients[0] = static_cast<std::int16_t>(mean * tables_.quant[0]);
    position_ = 1;
    if (!read_used(coefficients, result) || !read_dropped(result)) return result;
    result.valid = position_ % kEndOfBlock <= kBlockSize;
    return result;
  }

 private:
  /// How often kLookBits bits can be taken from the 56 of a refill, with and without a mean before them.
  static constexpr int kLookupsAfterRefill = 56 / kLookBits;
  static constexpr int kLookupsAfterMean = 56 / kLookBits - 1;

  [[gnu::always_inline]] bool read_mean(int& mean) {
    return read_difference(bits_, dc_, mean) && mean == static_cast<std::int16_t>(mean);
  }

  /// Coefficients up to the last that is used. The end of a block is a run that leads far beyond it: one branch less
  /// to predict, which is what this loop's time goes to.
  [[gnu::always_inline]] bool read_used(std::int16_t* coefficients, BlockResult& result) {
    int used = 0;
    while (position_ <= tables_.last_used) {
      Coefficient c = ac_.first[bits_.peek(kLookBits)];
      if (c.bits != 0) [[likely]] {
        bits_.skip(c.bits);
      } else if (!read_long(c)) {
        return false;
      }
      bits_.refill();
      position_ += c.run;
      const int value = c.value * tables_.quant[position_];
      coefficients[tables_.place[position_]] = static_cast<std::int16_t>(value);
      if constexpr (kLost) count_lost(c.value, position_, result);
      used |= c.value;
      ++position_;
    }
    result.flat = used == 0;
    return true;
  }

  /// The rest, several at a time.
  [[gnu::always_inline]] bool read_dropped(BlockResult& result) {
    int lookups = kLookupsAfterMean;
    while (position_ < kBlockSize) {
      const Skip skip{ac_.skip[bits_.peek(kLookBits)]};
      const int next = position_ + skip.positions();
      if (skip.bits() == 0 || next + skip.end() > kBlockSize) [[unlikely]] {
        bits_.refill();
        if (!read_one(result)) return false;
        bits_.refill();
        lookups = kLookupsAfterRefill;
        continue;
      }
      bits_.skip(skip.bits());
      if constexpr (kLost) result.lost += std::uint64_t{skip.energy()} * tables_.lost[position_ + skip.centre()];
      position_ = skip.end() != 0 ? kBlockSize : next;
      if (--lookups == 0) {
        bits_.refill();
        lookups = kLookupsAfterRefill;
      }
    }
    return true;
  }

  /// One coefficient that is dropped.
  [[gnu::always_inline]] bool read_one(BlockResult& result) {
    Coefficient c;
    if (!read_long(c)) return false;
    position_ += c.run;
    if constexpr (kLost) count_lost(c.value, position_, result);
    ++position_;
    return true;
  }

  /// A code and its value of any length (T.81 F.2.2.2). False for bits that are no code.
  [[gnu::always_inline]] bool read_long(Coefficient& c) {
    const CodeBook::Code code = ac_.book.find(bits_.peek(16));
    if (code.length == 0) return false;
    bits_.skip(code.length);
    const int size = code.symbol & 15;
    const int run = code.symbol >> 4;
    c.run = size == 0 && run != 15 ? kEndOfBlock : static_cast<std::uint8_t>(run);
    c.value = static_cast<std::int16_t>(bits_.take_value(size));
    return true;
  }

  void count_lost(int value, int position, BlockResult& result) const {
    result.lost += static_cast<std::uint64_t>(value * value) * tables_.lost[position];
  }

  BitReader& bits_;
  const DcTable& dc_;
  const AcTable& ac_;
  const BlockTables& tables_;
  int position_ = 1;
};

}  // namespace pictor::image::jpeg
