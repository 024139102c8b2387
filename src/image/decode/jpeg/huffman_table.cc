#include "image/decode/jpeg/huffman_table.h"

#include <algorithm>
#include <bit>

namespace pictor::image::jpeg {
namespace {

constexpr int kMaxLength = 16;
constexpr int kMaxDcSize = 15;

/// The value in `size` bits at `bits`, `bits` having `width` bits (T.81 F.2.2.1, EXTEND).
int value_at(std::uint32_t bits, int width, int from, int size) {
  if (size == 0) return 0;
  const int raw = static_cast<int>(bits >> (width - from - size) & ((1u << size) - 1));
  return raw < (1 << (size - 1)) ? raw - (1 << size) + 1 : raw;
}

/// Adds up the coefficients in kLookBits bits.
class SkipBuilder {
 public:
  explicit SkipBuilder(const CodeBook& book) : book_(book) {}

  Skip read(std::uint32_t bits) {
    while (bits_ < kLookBits && take(bits)) {
    }
    if (bits_ == 0) return {};
    const int centre = energy_ == 0 ? 0 : static_cast<int>((moment_ + energy_ / 2) / energy_);
    return {static_cast<std::uint32_t>(bits_) | static_cast<std::uint32_t>(positions_) << 4 |
            static_cast<std::uint32_t>(end_) << 10 | static_cast<std::uint32_t>(centre) << 11 | energy_ << 18};
  }

 private:
  /// Takes one symbol; false where it does not fit, or was the last.
  bool take(std::uint32_t bits) {
    const CodeBook::Code code = book_.look_up(bits << bits_ & (kLookups - 1));
    const int size = code.symbol & 15;
    const int run = code.symbol >> 4;
    if (code.length == 0 || bits_ + code.length + size > kLookBits) return false;
    if (size == 0 && run != kZeroRun) {
      bits_ += code.length;
      end_ = 1;
      return false;
    }
    const int value = value_at(bits, kLookBits, bits_ + code.length, size);
    const auto energy = static_cast<std::uint32_t>(value * value);
    if (positions_ + run + 1 > 63 || energy_ + energy > Skip::kMaxEnergy) return false;
    bits_ += code.length + size;
    moment_ += energy * static_cast<std::uint32_t>(positions_ + run);
    energy_ += energy;
    positions_ += run + 1;
    return true;
  }

  const CodeBook& book_;
  int bits_ = 0;
  int positions_ = 0;
  int end_ = 0;
  std::uint32_t energy_ = 0;
  std::uint32_t moment_ = 0;  ///< energy times position
};

}  // namespace

bool CodeBook::build(const HuffmanCodes& codes) {
  std::ranges::copy(codes.symbols, symbols_.begin());
  std::uint32_t code = 0;
  int symbol = 0;
  for (int length = 1; length <= kMaxLength; ++length) {
    const int count = codes.counts[length - 1];
    offset_[length] = symbol - static_cast<int>(code);
    for (int i = 0; i < count; ++i, ++code, ++symbol) {
      if (code >= 1u << length || symbol >= 256) return false;
      if (length > kLookBits) continue;
      const auto first = short_.begin() + (code << (kLookBits - length));
      std::fill_n(first, std::size_t{1} << (kLookBits - length),
                  Code{static_cast<std::uint8_t>(length), symbols_[symbol]});
    }
    end_[length] = code << (kMaxLength - length);
    code <<= 1;
  }
  return true;
}

CodeBook::Code CodeBook::find(std::uint32_t bits) const {
  const Code code = look_up(bits >> (kMaxLength - kLookBits));
  if (code.length != 0) return code;
  for (int length = kLookBits + 1; length <= kMaxLength; ++length) {
    if (bits >= end_[length]) continue;
    const int symbol = offset_[length] + static_cast<int>(bits >> (kMaxLength - length));
    return {static_cast<std::uint8_t>(length), symbols_[symbol & 255]};
  }
  return {};
}

bool DcTable::build(const HuffmanCodes& codes) {
  if (!book.build(codes)) return false;
  int symbols = 0;
  for (const int count : codes.counts) symbols += count;
  if (std::ranges::any_of(codes.symbols.first(symbols), [](int size) { return size > kMaxDcSize; })) return false;
  for (std::uint32_t bits = 0; bits < kLookups; ++bits) {
    const auto [length, size] = book.look_up(bits);
    if (length == 0 || length + size > kLookBits) continue;
    first[bits] = {static_cast<std::uint8_t>(length + size), 0,
                   static_cast<std::int16_t>(value_at(bits, kLookBits, length, size))};
  }
  return true;
}

bool AcTable::build(const HuffmanCodes& codes) {
  if (!book.build(codes)) return false;
  for (std::uint32_t bits = 0; bits < kLookups; ++bits) {
    skip[bits] = SkipBuilder(book).read(bits).packed;
    const auto [length, symbol] = book.look_up(bits);
    const int size = symbol & 15;
    const int run = symbol >> 4;
    if (length == 0 || length + size > kLookBits) continue;
    const bool end = size == 0 && run != kZeroRun;
    first[bits] = {static_cast<std::uint8_t>(length + size), end ? kEndOfBlock : static_cast<std::uint8_t>(run),
                   static_cast<std::int16_t>(value_at(bits, kLookBits, length, size))};
  }
  return true;
}

bool RunTable::build(const HuffmanCodes& codes, Ends what_ends) {
  ends = what_ends;
  if (!book.build(codes)) return false;
  for (std::uint32_t bits = 0; bits < kLookups; ++bits) {
    const auto [length, symbol] = book.look_up(bits);
    const int run = symbol >> 4;
    const int ended = blocks_ended(symbol, ends);
    const int size = ended > 0 ? std::countr_zero(static_cast<unsigned>(ended)) : symbol & 15;
    if (length == 0 || length + size > kLookBits) continue;
    const auto bits_taken = static_cast<std::uint8_t>(length + size);
    if (ended > 0) {
      const std::uint32_t more = bits >> (kLookBits - length - size) & ((1u << size) - 1);
      first[bits] = {bits_taken, kEndOfBlock, static_cast<std::int16_t>(ended + static_cast<int>(more))};
    } else {
      first[bits] = {bits_taken, static_cast<std::uint8_t>(run),
                     static_cast<std::int16_t>(value_at(bits, kLookBits, length, size))};
    }
  }
  return true;
}

}  // namespace pictor::image::jpeg
