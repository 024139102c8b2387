#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/encode/webp/quantisers.h"
#include "image/encode/webp/token_rates.h"
#include "image/encode/webp/trellis.h"
#include "image/encode/webp/vp8_tables.h"

namespace pictor::image::vp8 {

inline constexpr int kSegments = 4;

/// What the header says of a segment.
struct Segment {
  int quantiser = 0;  ///< index 0..127
  int filter = 0;     ///< strength of the loop filter, 0..63
};

/// What a frame's header says of all macroblocks.
struct FrameSettings {
  std::array<Segment, kSegments> segments;
  QuantiserDeltas deltas;
  int filter_sharpness = 0;  ///< 0..7
};

/// How a macroblock is predicted.
struct MacroblockModes {
  std::uint8_t luma = kDcPrediction;    ///< MacroblockMode
  std::uint8_t chroma = kDcPrediction;  ///< MacroblockMode, never kByBlocks
  std::uint8_t segment = 0;
  bool skipped = false;                   ///< has no coefficients, and no tokens in the frame
  std::array<std::uint8_t, 16> blocks{};  ///< BlockMode, also where luma is predicted as a whole: what stands for that
};

/// Levels of all blocks in the order of the file, and how often each token is needed to tell them.
class Levels {
 public:
  /// Its levels begin at place `first` of the scan.
  void add(const CodedBlock& block, BlockKind kind, int first);

  const TokenCounts& counts() const { return counts_; }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

  /// Reads what was added, in turn.
  class Reader {
   public:
    explicit Reader(const Levels& levels) : at_(levels.bytes_.data()) {}
    CodedBlock next(int first);

   private:
    const std::uint8_t* at_;
  };

 private:
  // A block is a byte for its end and context, and one for each level: those that need two follow kEscape.
  static constexpr int kContextShift = 5;
  static constexpr std::int8_t kEscape = -128;
  std::vector<std::uint8_t> bytes_;
  TokenCounts counts_{};
};

/// A frame, ready to be written.
struct CodedFrame {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  FrameSettings settings;
  std::vector<MacroblockModes> macroblocks;  ///< row by row
  Levels levels;
};

}  // namespace pictor::image::vp8
