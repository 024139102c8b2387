#include "image/encode/webp/mode_kernels.h"

#include "image/encode/webp/vp8_tables.h"

// Blocks are four wide, so vectors must be of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/encode/webp/mode_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "image/encode/webp/block_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pictor::image::vp8::HWY_NAMESPACE {

HWY_INLINE Quad hadamard_down(const Quad& q) {
  const V a = hn::Add(q.at[0], q.at[3]);
  const V d = hn::Sub(q.at[0], q.at[3]);
  const V b = hn::Add(q.at[1], q.at[2]);
  const V c = hn::Sub(q.at[1], q.at[2]);
  return {{hn::Add(a, b), hn::Add(c, d), hn::Sub(a, b), hn::Sub(d, c)}};
}

/// Per pair of lanes (two to a block) a part of half the sum of magnitudes: |a + b| + |a - b| = 2 max(|a|, |b|) is the
/// transform's last stage.
HWY_INLINE hn::Vec<Ints> magnitudes(const Quad& q) {
  const Quad t = transposed(hadamard_down(q));
  const V a = hn::Add(t.at[0], t.at[3]);
  const V d = hn::Sub(t.at[0], t.at[3]);
  const V b = hn::Add(t.at[1], t.at[2]);
  const V c = hn::Sub(t.at[1], t.at[2]);
  const V sum = hn::Add(hn::Max(hn::Abs(a), hn::Abs(b)), hn::Max(hn::Abs(c), hn::Abs(d)));
  const auto pairs = hn::BitCast(Ints(), sum);
  return hn::Add(hn::And(pairs, hn::Set(Ints(), 0xFFFF)), hn::ShiftRight<16>(pairs));
}

template <int kPart>
HWY_INLINE void distances_of_part(const ByteQuad& block, const ByteQuad& predictions, std::uint32_t* distances) {
  const Ints d;
  const auto pairs = magnitudes(difference<kPart>(block, predictions));
  const auto sums = hn::Add(pairs, hn::Shuffle2301(pairs));
  alignas(64) std::int32_t lanes[hn::MaxLanes(Ints())];
  hn::Store(sums, d, lanes);
  constexpr int kBlocks = hn::MaxLanes(Ints()) / 2;
  for (int i = 0; i < kBlocks; ++i)
    distances[std::ptrdiff_t{kPart} * kBlocks + i] = static_cast<std::uint32_t>(lanes[std::ptrdiff_t{2} * i]);
}

/// Where each sample of a prediction is taken from: of the smoothed edge, or (from 16) of the means of neighbours.
struct Pattern {
  std::uint8_t smoothed[16];
  std::uint8_t means[16];
};
constexpr Pattern pattern(const int (&from)[16]) {
  Pattern made{};
  for (int i = 0; i < 16; ++i) {
    made.smoothed[i] = static_cast<std::uint8_t>(from[i] < 16 ? from[i] : kNone);
    made.means[i] = static_cast<std::uint8_t>(from[i] < 16 ? kNone : from[i] - 16);
  }
  return made;
}
// Places in the edge: left 4 (uppermost) to 1, corner 5, above 6 to 13. A smoothed sample is named by its middle, a
// mean by the first of its two.
constexpr Pattern kVerticalPattern = pattern({6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9});
constexpr Pattern kHorizontalPattern = pattern({4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1});
constexpr Pattern kLeftDownPattern = pattern({7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13});
constexpr Pattern kRightDownPattern = pattern({5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5});
constexpr Pattern kVerticalRightPattern = pattern({21, 22, 23, 24, 5, 6, 7, 8, 4, 21, 22, 23, 3, 5, 6, 7});
constexpr Pattern kVerticalLeftPattern = pattern({22, 23, 24, 25, 7, 8, 9, 10, 23, 24, 25, 11, 8, 9, 10, 12});
constexpr Pattern kHorizontalDownPattern = pattern({20, 5, 6, 7, 19, 4, 20, 5, 18, 3, 19, 4, 17, 2, 18, 3});
constexpr Pattern kHorizontalUpPattern = pattern({19, 3, 18, 2, 18, 2, 17, 1, 17, 1, 16, 16, 16, 16, 16, 16});

HWY_INLINE void store_pattern(const Pattern& from, hn::Vec<Bytes> smoothed, hn::Vec<Bytes> means, BlockMode mode,
                              std::uint8_t* predictions) {
  const Bytes d;
  const auto a = hn::TableLookupBytesOr0(smoothed, hn::LoadU(d, from.smoothed));
  const auto b = hn::TableLookupBytesOr0(means, hn::LoadU(d, from.means));
  hn::StoreU(hn::Or(a, b), d, predictions + std::ptrdiff_t{kBlockSize} * mode);
}

HWY_INLINE void predict_flat(const std::uint8_t* edge, std::uint8_t* predictions) {
  int sum = 4;
  for (int i = 1; i <= 4; ++i) sum += edge[i] + edge[5 + i];
  hn::StoreU(hn::Set(Bytes(), static_cast<std::uint8_t>(sum >> 3)), Bytes(),
             predictions + std::ptrdiff_t{kBlockSize} * kBlockDc);
}

/// above + left - corner, clamped.
HWY_INLINE void predict_motion(const std::uint8_t* edge, std::uint8_t* predictions) {
  const hn::FixedTag<std::int16_t, 8> d;
  const hn::FixedTag<std::uint8_t, 8> d8;
  alignas(16) std::uint8_t twice[8];
  for (int i = 0; i < 8; ++i) twice[i] = edge[6 + i % 4];
  const auto above = hn::Sub(hn::PromoteTo(d, hn::Load(d8, twice)), hn::Set(d, edge[5]));
  for (int y = 0; y < 4; y += 2) {
    alignas(16) std::int16_t left[8];
    for (int i = 0; i < 8; ++i) left[i] = edge[4 - y - i / 4];
    const auto sum = hn::Add(above, hn::Load(d, left));
    hn::StoreU(hn::DemoteTo(d8, sum), d8,
               predictions + std::ptrdiff_t{kBlockSize} * kBlockTrueMotion + std::ptrdiff_t{4} * y);
  }
}

HWY_INLINE void predict(const std::uint8_t* edge, std::uint8_t* predictions) {
  const Bytes d;
  const auto middle = hn::LoadU(d, edge);
  const auto before = hn::ShiftLeftBytes<1>(middle);
  const auto after = hn::ShiftRightBytes<1>(d, middle);
  const auto means = hn::AverageRound(middle, after);
  // (a + c) / 2 rounded down, so that (a + 2 b + c + 2) / 4 is exact.
  const auto odd = hn::And(hn::Xor(before, after), hn::Set(d, std::uint8_t{1}));
  const auto smoothed = hn::AverageRound(hn::Sub(hn::AverageRound(before, after), odd), middle);
  predict_flat(edge, predictions);
  predict_motion(edge, predictions);
  store_pattern(kVerticalPattern, smoothed, means, kBlockVertical, predictions);
  store_pattern(kHorizontalPattern, smoothed, means, kBlockHorizontal, predictions);
  store_pattern(kLeftDownPattern, smoothed, means, kBlockLeftDown, predictions);
  store_pattern(kRightDownPattern, smoothed, means, kBlockRightDown, predictions);
  store_pattern(kVerticalRightPattern, smoothed, means, kBlockVerticalRight, predictions);
  store_pattern(kVerticalLeftPattern, smoothed, means, kBlockVerticalLeft, predictions);
  store_pattern(kHorizontalDownPattern, smoothed, means, kBlockHorizontalDown, predictions);
  store_pattern(kHorizontalUpPattern, smoothed, means, kBlockHorizontalUp, predictions);
}

/// For each row of a block its sample of the left edge, four times.
alignas(16) constexpr std::uint8_t kLeftPattern[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};

HWY_INLINE hn::Vec<Bytes> four_samples(const std::uint8_t* from) {
  std::uint32_t samples = 0;
  hwy::CopyBytes<4>(from, &samples);
  return hn::BitCast(Bytes(), hn::Set(Rows(), samples));
}

void PredictSquare(const SquareEdges& edges, int side, std::uint8_t* predictions) {
  const Bytes d;
  const hn::FixedTag<std::int16_t, 8> ds;
  const hn::FixedTag<std::uint8_t, 8> half;
  const std::ptrdiff_t square = std::ptrdiff_t{kBlockSize} * side * side;
  const auto mean = hn::Set(d, edges.mean);
  const auto corner = hn::Set(ds, edges.corner);
  for (int y = 0; y < side; ++y) {
    const auto left = hn::TableLookupBytes(four_samples(edges.left + std::ptrdiff_t{4} * y), hn::Load(d, kLeftPattern));
    const auto upper = hn::Sub(hn::PromoteTo(ds, hn::LowerHalf(half, left)), corner);
    const auto lower = hn::Sub(hn::PromoteTo(ds, hn::UpperHalf(half, left)), corner);
    for (int x = 0; x < side; ++x, predictions += kBlockSize) {
      const auto above = four_samples(edges.above + std::ptrdiff_t{4} * x);
      const auto two_rows = hn::PromoteTo(ds, hn::LowerHalf(half, above));
      hn::StoreU(mean, d, predictions + square * kDcPrediction);
      hn::StoreU(above, d, predictions + square * kVertical);
      hn::StoreU(left, d, predictions + square * kHorizontal);
      std::uint8_t* motion = predictions + square * kTrueMotion;
      hn::StoreU(hn::DemoteTo(half, hn::Add(two_rows, upper)), half, motion);
      hn::StoreU(hn::DemoteTo(half, hn::Add(two_rows, lower)), half, motion + 8);
    }
  }
}

/// Row k of the block, four times, in at[k].
HWY_INLINE ByteQuad load_block_four_times(const std::uint8_t* block) {
  const auto rows = hn::BitCast(Rows(), hn::LoadU(Bytes(), block));
  const Bytes d;
  return {{hn::BitCast(d, hn::Broadcast<0>(rows)), hn::BitCast(d, hn::Broadcast<1>(rows)),
           hn::BitCast(d, hn::Broadcast<2>(rows)), hn::BitCast(d, hn::Broadcast<3>(rows))}};
}

void RankBlockModes(const std::uint8_t* block, const std::uint8_t* edge, std::uint8_t* predictions,
                    std::uint32_t* distances) {
  predict(edge, predictions);
  const ByteQuad source = load_block_four_times(block);
  for (int i = 0; i < kPredictions; i += kBlocksAtOnce) {
    const ByteQuad quad = load_blocks(predictions + std::ptrdiff_t{kBlockSize} * i);
    distances_of_part<0>(source, quad, distances + i);
    if constexpr (kParts == 2) distances_of_part<1>(source, quad, distances + i);
  }
}

std::uint32_t DistanceOf(const std::uint8_t* blocks, const std::uint8_t* predictions, int count) {
  auto sum = hn::Zero(Ints());
  for (int i = 0; i < count; i += kBlocksAtOnce) {
    const ByteQuad source = load_blocks(blocks + std::ptrdiff_t{kBlockSize} * i);
    const ByteQuad quad = load_blocks(predictions + std::ptrdiff_t{kBlockSize} * i);
    sum = hn::Add(sum, magnitudes(difference<0>(source, quad)));
    if constexpr (kParts == 2) sum = hn::Add(sum, magnitudes(difference<1>(source, quad)));
  }
  return static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(Ints(), sum)));
}

}  // namespace pictor::image::vp8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::vp8 {

HWY_EXPORT(RankBlockModes);
HWY_EXPORT(PredictSquare);
HWY_EXPORT(DistanceOf);

void rank_block_modes(const std::uint8_t* block, const std::uint8_t* edge, std::uint8_t* predictions,
                      std::uint32_t* distances) {
  HWY_DYNAMIC_DISPATCH(RankBlockModes)(block, edge, predictions, distances);
}

void predict_square(const SquareEdges& edges, int side, std::uint8_t* predictions) {
  HWY_DYNAMIC_DISPATCH(PredictSquare)(edges, side, predictions);
}

std::uint32_t distance_of(const std::uint8_t* blocks, const std::uint8_t* predictions, int count) {
  return HWY_DYNAMIC_DISPATCH(DistanceOf)(blocks, predictions, count);
}

}  // namespace pictor::image::vp8
#endif
