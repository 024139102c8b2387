#pragma once
// Huffman codes looked up kLookBits bits at a time, with what follows the code as far as it fits into them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace pictor::image::jpeg {

inline constexpr int kLookBits = 12;
inline constexpr std::size_t kLookups = std::size_t{1} << kLookBits;

/// A table as a DHT segment defines it (T.81 B.2.4.2): how many codes there are of each length 1..16, and the symbols.
struct HuffmanCodes {
  std::span<const std::uint8_t, 16> counts;
  std::span<const std::uint8_t, 256> symbols;
};

/// The plain code book.
class CodeBook {
 public:
  struct Code {
    std::uint8_t length = 0;  ///< 0: no code of at most kLookBits bits
    std::uint8_t symbol = 0;
  };
  /// Whether the codes are a prefix code; a book that is none must not be used.
  bool build(const HuffmanCodes& codes);
  Code look_up(std::uint32_t bits) const { return short_[bits]; }
  /// The code that 16 bits begin with; length 0 where they begin with none.
  Code find(std::uint32_t bits) const;

 private:
  std::array<Code, kLookups> short_{};
  std::array<std::uint32_t, 17> end_{};  ///< first 16-bit pattern behind the codes of each length
  std::array<int, 17> offset_{};         ///< from a code of each length to its symbol
  std::array<std::uint8_t, 256> symbols_{};
};

/// A symbol and the value behind it, where both fit into the looked-at bits; 0 where not.
struct Coefficient {
  std::uint8_t bits = 0;  ///< that the two take
  std::uint8_t run = 0;   ///< zeros before the value; kEndOfBlock
  std::int16_t value = 0;
};
/// A run beyond any block: positions modulo this are where the block ended.
inline constexpr std::uint8_t kEndOfBlock = 128;
/// Run of the symbol ZRL, whose size is 0.
inline constexpr int kZeroRun = 15;

/// Differences of the mean.
struct DcTable {
  /// False for tables that are none, as libjpeg sees it too.
  bool build(const HuffmanCodes& codes);

  CodeBook book;
  std::array<Coefficient, kLookups> first{};
};

/// All other coefficients.
struct AcTable {
  bool build(const HuffmanCodes& codes);

  CodeBook book;
  std::array<Coefficient, kLookups> first{};
  /// As many whole coefficients as fit, for those that a scale does not use; see Skip.
  std::array<std::uint32_t, kLookups> skip{};
};

/// The coefficients of a scan that is one of several.
struct RunTable {
  /// What the symbols of runs without a value say: that a block ends, or in progressive files (T.81 G.1.2.2) how many.
  enum class Ends { kBlock, kRunOfBlocks };
  bool build(const HuffmanCodes& codes, Ends ends);

  /// Blocks that end with this one, where a symbol says so; 0 where it says something else.
  static int blocks_ended(int symbol, Ends ends) {
    const int run = symbol >> 4;
    if ((symbol & 15) != 0 || run == kZeroRun) return 0;
    return ends == Ends::kBlock ? 1 : 1 << run;
  }

  CodeBook book;
  Ends ends = Ends::kBlock;
  /// Where the run is kEndOfBlock, the value is how many blocks end.
  std::array<Coefficient, kLookups> first{};
};

/// What an entry of AcTable::skip says, packed so that a table fits into the first-level cache. Bits are near random
/// in entropy-coded data: all of a table is in use.
struct Skip {
  std::uint32_t packed = 0;

  static constexpr std::uint32_t kMaxEnergy = (1u << 14) - 1;
  int bits() const { return static_cast<int>(packed & 15); }            ///< 0: nothing fits
  int positions() const { return static_cast<int>(packed >> 4 & 63); }  ///< that the block advances
  int end() const { return static_cast<int>(packed >> 10 & 1); }        ///< 1: and then it ends
  int centre() const { return static_cast<int>(packed >> 11 & 63); }    ///< position of the energy, from the front
  std::uint32_t energy() const { return packed >> 18; }                 ///< sum of the squared values
};

}  // namespace pictor::image::jpeg
