#pragma once
// Facts of the VP8 format: RFC 6386, whose sections are named at each.

#include <array>
#include <cstdint>

namespace pictor::image::vp8 {

inline constexpr int kBlockSide = 4;
inline constexpr int kBlockSize = 16;
inline constexpr int kMacroblockSide = 16;
inline constexpr int kChromaSide = 8;

/// 14.1: steps of a quantiser index.
inline constexpr int kQuantIndices = 128;
extern const std::array<std::uint8_t, kQuantIndices> kDcSteps;
extern const std::array<std::uint16_t, kQuantIndices> kAcSteps;

/// 9.1: 19 bits hold the size of the first partition, which has the header and all modes.
inline constexpr std::int64_t kFirstPartitionLimit = (1 << 19) - 1;

/// 13.3: what a block's coefficients are, as far as their probabilities differ.
enum class BlockKind : std::uint8_t { kLumaWithoutDc, kLumaDcs, kChroma, kLuma };
inline constexpr int kBlockKinds = 4;
inline constexpr int kBands = 8;
inline constexpr int kContexts = 3;
inline constexpr int kTokenNodes = 11;

/// 13.3: the place of each coefficient of the scan, and the band of each place (and of the end).
inline constexpr std::array<std::uint8_t, kBlockSize> kZigzag = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
inline constexpr std::array<std::uint8_t, kBlockSize + 1> kBandOf = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

/// 13.4: [kind][band][context][node of the token tree]
using NodeProbabilities = std::array<std::uint8_t, kTokenNodes>;
using BandProbabilities = std::array<std::array<NodeProbabilities, kContexts>, kBands>;
using TokenProbabilities = std::array<BandProbabilities, kBlockKinds>;
extern const TokenProbabilities kDefaultTokenProbabilities;
extern const TokenProbabilities kTokenUpdateProbabilities;

/// 13.2: values of coefficients, by what they are coded as.
enum Token : std::uint8_t {
  kZero,
  kOne,
  kTwo,
  kThree,
  kFour,
  kCategory1,  ///< 5..6
  kCategory2,  ///< 7..10
  kCategory3,  ///< 11..18
  kCategory4,  ///< 19..34
  kCategory5,  ///< 35..66
  kCategory6,  ///< 67..2048
  kEndOfBlock,
};
inline constexpr int kTokens = 12;
inline constexpr int kMaxLevel = 2048;

/// The extra bits of a category: probabilities from the highest bit, and the least value.
struct Category {
  std::uint8_t bits;
  std::uint8_t least;
  std::array<std::uint8_t, 11> probabilities;
};
inline constexpr std::array<Category, 6> kCategories = {
    {{1, 5, {159}},
     {2, 7, {165, 145}},
     {3, 11, {173, 148, 140}},
     {4, 19, {176, 155, 140, 135}},
     {5, 35, {180, 157, 141, 134, 130}},
     {11, 67, {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}}}};

/// 11.2: modes of a whole macroblock's luma, and of its chroma.
enum MacroblockMode : std::uint8_t { kDcPrediction, kVertical, kHorizontal, kTrueMotion, kByBlocks };
inline constexpr int kMacroblockModes = 4;
inline constexpr std::array<std::uint8_t, 4> kLumaModeProbabilities = {145, 156, 163, 128};
inline constexpr std::array<std::uint8_t, 3> kChromaModeProbabilities = {142, 114, 183};

/// 11.2: modes of a block of luma.
enum BlockMode : std::uint8_t {
  kBlockDc,
  kBlockTrueMotion,
  kBlockVertical,
  kBlockHorizontal,
  kBlockLeftDown,
  kBlockRightDown,
  kBlockVerticalRight,
  kBlockVerticalLeft,
  kBlockHorizontalDown,
  kBlockHorizontalUp,
};
inline constexpr int kBlockModes = 10;
/// [mode of the block above][mode of the block to the left][node of the tree]
using BlockModeProbabilities = std::array<std::uint8_t, kBlockModes - 1>;
extern const std::array<std::array<BlockModeProbabilities, kBlockModes>, kBlockModes> kBlockModeProbabilities;

/// 8.1: a tree of decisions: a positive number is the place of the next pair, what is not is a leaf's number negated.
using TreeIndex = std::int8_t;
inline constexpr std::array<TreeIndex, 18> kBlockModeTree = {-kBlockDc,
                                                             2,
                                                             -kBlockTrueMotion,
                                                             4,
                                                             -kBlockVertical,
                                                             6,
                                                             8,
                                                             12,
                                                             -kBlockHorizontal,
                                                             10,
                                                             -kBlockRightDown,
                                                             -kBlockVerticalRight,
                                                             -kBlockLeftDown,
                                                             14,
                                                             -kBlockVerticalLeft,
                                                             16,
                                                             -kBlockHorizontalDown,
                                                             -kBlockHorizontalUp};
inline constexpr std::array<TreeIndex, 8> kLumaModeTree = {-kByBlocks,   2,           4, 6, -kDcPrediction, -kVertical,
                                                           -kHorizontal, -kTrueMotion};
inline constexpr std::array<TreeIndex, 6> kChromaModeTree = {-kDcPrediction, 2,           -kVertical, 4,
                                                             -kHorizontal,   -kTrueMotion};

}  // namespace pictor::image::vp8
