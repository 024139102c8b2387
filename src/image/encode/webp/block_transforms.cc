#include "image/encode/webp/block_transforms.h"

#include "image/encode/webp/vp8_tables.h"

// Blocks are four wide, so vectors must be of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/encode/webp/block_transforms.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "image/encode/webp/block_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pictor::image::vp8::HWY_NAMESPACE {

/// sqrt(2) cos(pi / 8) - 1 and sqrt(2) sin(pi / 8), of 32768.
constexpr int kCosine = 10045;
constexpr int kSine = 17734;

HWY_INLINE Quad dct_down(const Quad& q) {
  const V a = hn::Add(q.at[0], q.at[3]);
  const V d = hn::Sub(q.at[0], q.at[3]);
  const V b = hn::Add(q.at[1], q.at[2]);
  const V c = hn::Sub(q.at[1], q.at[2]);
  const auto by_cosine = [](V v) { return hn::Add(v, hn::MulFixedPoint15(v, set(kCosine))); };
  const auto by_sine = [](V v) { return hn::MulFixedPoint15(v, set(kSine)); };
  return {{hn::Add(a, b), hn::Add(by_cosine(d), by_sine(c)), hn::Sub(a, b), hn::Sub(by_sine(d), by_cosine(c))}};
}

template <int kPart>
HWY_INLINE void forward_part(const ByteQuad& source, const ByteQuad& predictions, TransformedBlock* transformed) {
  Quad q = difference<kPart>(source, predictions);
  for (V& v : q.at) v = hn::ShiftLeft<3>(v);  // as far as it goes without overflow at the end
  q = transposed(dct_down(transposed(dct_down(q))));
  for (V& v : q.at) v = hn::ShiftRight<4>(hn::Add(v, set(8)));
  constexpr int kLanes = hn::MaxLanes(Shorts());
  constexpr int kBlocks = kLanes / 4;
  alignas(64) std::int16_t rows[4][kLanes];
  for (int k = 0; k < 4; ++k) hn::Store(q.at[k], Shorts(), rows[k]);
  const hn::FixedTag<std::int16_t, 4> d;
  for (int i = 0; i < kBlocks; ++i) {
    std::int16_t* to = transformed[kPart * kBlocks + i].coefficients;
    for (int k = 0; k < 4; ++k)
      hn::StoreU(hn::LoadU(d, rows[k] + std::ptrdiff_t{4} * i), d, to + std::ptrdiff_t{4} * k);
  }
}

void ForwardDct(const std::uint8_t* blocks, const std::uint8_t* predictions, int count, TransformedBlock* transformed) {
  for (int i = 0; i < count; i += kBlocksAtOnce) {
    const ByteQuad source = load_blocks(blocks + std::ptrdiff_t{kBlockSize} * i);
    const ByteQuad quad = load_blocks(predictions + std::ptrdiff_t{kBlockSize} * i);
    forward_part<0>(source, quad, transformed + i);
    if constexpr (kParts == 2) forward_part<1>(source, quad, transformed + i);
  }
}

/// RFC 6386, 14.3: x * 20091 / 65536 + x and x * 35468 / 65536, rounded down; the latter factor less one is negative.
HWY_INLINE V by_cosine_exactly(V v) { return hn::Add(v, hn::MulHigh(v, set(20091))); }
HWY_INLINE V by_sine_exactly(V v) { return hn::Add(v, hn::MulHigh(v, set(35468 - 65536))); }

HWY_INLINE Quad inverse_down(const Quad& q) {
  const V a = hn::Add(q.at[0], q.at[2]);
  const V b = hn::Sub(q.at[0], q.at[2]);
  const V c = hn::Sub(by_sine_exactly(q.at[1]), by_cosine_exactly(q.at[3]));
  const V d = hn::Add(by_cosine_exactly(q.at[1]), by_sine_exactly(q.at[3]));
  return {{hn::Add(a, d), hn::Add(b, c), hn::Sub(b, c), hn::Sub(a, d)}};
}

template <int kPart>
HWY_INLINE Quad load_shorts(const std::int16_t* from) {
  constexpr int kLanes = hn::MaxLanes(Shorts());
  constexpr int kBlocks = kLanes / 4;
  alignas(64) std::int16_t rows[4][kLanes];
  const hn::FixedTag<std::int16_t, 4> d;
  for (int i = 0; i < kBlocks; ++i) {
    for (int k = 0; k < 4; ++k) {
      hn::StoreU(hn::LoadU(d, from + std::ptrdiff_t{kBlockSize} * (kPart * kBlocks + i) + std::ptrdiff_t{4} * k), d,
                 rows[k] + std::ptrdiff_t{4} * i);
    }
  }
  Quad q;
  for (int k = 0; k < 4; ++k) q.at[k] = hn::Load(Shorts(), rows[k]);
  return q;
}

template <int kPart>
HWY_INLINE void inverse_part(const std::int16_t* coefficients, const ByteQuad& predictions, std::uint8_t* blocks) {
  Quad q = transposed(inverse_down(load_shorts<kPart>(coefficients)));
  q.at[0] = hn::Add(q.at[0], set(4));
  q = transposed(inverse_down(q));
  constexpr int kLanes = hn::MaxLanes(Shorts());
  constexpr int kBlocks = kLanes / 4;
  alignas(64) std::uint8_t rows[4][kLanes];
  for (int k = 0; k < 4; ++k) {
    const V sum = hn::Add(hn::ShiftRight<3>(q.at[k]), part_of<kPart>(Shorts(), predictions.at[k]));
    hn::Store(hn::DemoteTo(ByteParts(), sum), ByteParts(), rows[k]);
  }
  for (int i = 0; i < kBlocks; ++i) {
    for (int k = 0; k < 4; ++k) {
      hwy::CopyBytes<4>(rows[k] + std::ptrdiff_t{4} * i,
                        blocks + std::ptrdiff_t{kBlockSize} * (kPart * kBlocks + i) + std::ptrdiff_t{4} * k);
    }
  }
}

void InverseDct(const std::int16_t* coefficients, const std::uint8_t* predictions, int count, std::uint8_t* blocks) {
  for (int i = 0; i < count; i += kBlocksAtOnce) {
    const ByteQuad quad = load_blocks(predictions + std::ptrdiff_t{kBlockSize} * i);
    inverse_part<0>(coefficients + std::ptrdiff_t{kBlockSize} * i, quad, blocks + std::ptrdiff_t{kBlockSize} * i);
    if constexpr (kParts == 2)
      inverse_part<1>(coefficients + std::ptrdiff_t{kBlockSize} * i, quad, blocks + std::ptrdiff_t{kBlockSize} * i);
  }
}

/// Bytes of a half of the scan: from the first eight coefficients and from the last eight.
struct ScanHalf {
  std::uint8_t first[16];
  std::uint8_t last[16];
};
constexpr ScanHalf scan_half(int start) {
  ScanHalf made{};
  for (int i = 0; i < 16; ++i) {
    const int byte = 2 * kZigzag[start + i / 2] + i % 2;
    made.first[i] = static_cast<std::uint8_t>(byte < 16 ? byte : kNone);
    made.last[i] = static_cast<std::uint8_t>(byte < 16 ? kNone : byte - 16);
  }
  return made;
}
constexpr ScanHalf kScan[2] = {scan_half(0), scan_half(8)};
alignas(16) constexpr std::int32_t kNotFirst[2][4] = {{0, 0xFFFF, 0xFFFF, 0xFFFF}, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}};

HWY_INLINE void find_nearest(TransformedBlock& block, const std::uint16_t* reciprocals) {
  const hn::FixedTag<std::int16_t, 8> d;
  const hn::FixedTag<std::uint16_t, 8> du;
  const hn::FixedTag<std::int32_t, 4> di;
  const Bytes bytes;
  const auto first = hn::BitCast(bytes, hn::Abs(hn::Load(d, block.coefficients)));
  const auto last = hn::BitCast(bytes, hn::Abs(hn::Load(d, block.coefficients + 8)));
  block.nonzero = 0;
  auto energy = hn::Zero(di);
  for (int half = 0; half < 2; ++half) {
    const auto a = hn::TableLookupBytesOr0(first, hn::LoadU(bytes, kScan[half].first));
    const auto b = hn::TableLookupBytesOr0(last, hn::LoadU(bytes, kScan[half].last));
    const auto magnitude = hn::BitCast(du, hn::Or(a, b));
    // Twice the magnitude over the step, plus one, halved: rounds to nearest.
    const auto twice =
        hn::MulHigh(hn::Add(magnitude, magnitude), hn::LoadU(du, reciprocals + std::ptrdiff_t{8} * half));
    const auto level = hn::BitCast(d, hn::ShiftRight<1>(hn::Add(twice, hn::Set(du, std::uint16_t{1}))));
    hn::Store(hn::BitCast(d, magnitude), d, block.magnitudes + std::ptrdiff_t{8} * half);
    hn::Store(level, d, block.nearest + std::ptrdiff_t{8} * half);
    std::uint8_t mask[8] = {};
    hn::StoreMaskBits(d, hn::Gt(level, hn::Zero(d)), mask);
    block.nonzero |= static_cast<std::uint32_t>(mask[0]) << (8 * half);
    // Lanes of two: the first coefficient of all is left out.
    const auto pairs = hn::BitCast(di, magnitude);
    const auto even = hn::And(pairs, hn::Load(di, kNotFirst[half]));
    const auto odd = hn::ShiftRight<16>(pairs);
    energy = hn::Add(energy, hn::Add(hn::Mul(even, even), hn::Mul(odd, odd)));
  }
  block.energy = hn::GetLane(hn::SumOfLanes(di, energy));
}

void FindNearestLevels(TransformedBlock* blocks, int count, const std::uint16_t* reciprocals) {
  for (int i = 0; i < count; ++i) find_nearest(blocks[i], reciprocals);
}

}  // namespace pictor::image::vp8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::vp8 {

HWY_EXPORT(ForwardDct);
HWY_EXPORT(InverseDct);
HWY_EXPORT(FindNearestLevels);

void forward_dct(const std::uint8_t* blocks, const std::uint8_t* predictions, int count,
                 TransformedBlock* transformed) {
  HWY_DYNAMIC_DISPATCH(ForwardDct)(blocks, predictions, count, transformed);
}

void find_nearest_levels(TransformedBlock* blocks, int count, const std::uint16_t* reciprocals) {
  HWY_DYNAMIC_DISPATCH(FindNearestLevels)(blocks, count, reciprocals);
}

void inverse_dct(const std::int16_t* coefficients, const std::uint8_t* predictions, int count, std::uint8_t* blocks) {
  HWY_DYNAMIC_DISPATCH(InverseDct)(coefficients, predictions, count, blocks);
}

}  // namespace pictor::image::vp8
#endif
