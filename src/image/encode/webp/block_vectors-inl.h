// Four blocks of 4x4 samples side by side in vectors: what the kernels of the VP8 encoder share. Included once for each
// target, before HWY_BEFORE_NAMESPACE().

#if defined(PICTOR_BLOCK_VECTORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PICTOR_BLOCK_VECTORS_INL_H
#undef PICTOR_BLOCK_VECTORS_INL_H
#else
#define PICTOR_BLOCK_VECTORS_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::vp8::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::FixedTag<std::uint8_t, 16>;
using Rows = hn::FixedTag<std::uint32_t, 4>;
/// All of four blocks' row, or of two.
using Shorts = hn::CappedTag<std::int16_t, 16>;
using ByteParts = hn::Rebind<std::uint8_t, Shorts>;
using Ints = hn::RepartitionToWide<Shorts>;
using Longs = hn::RepartitionToWide<Ints>;
using V = hn::Vec<Shorts>;
constexpr int kParts = 16 / hn::MaxLanes(Shorts());

HWY_INLINE V set(int value) { return hn::Set(Shorts(), static_cast<std::int16_t>(value)); }

/// Four rows (or columns) of blocks that lie side by side.
struct Quad {
  V at[4];
};

struct ByteQuad {
  hn::Vec<Bytes> at[4];
};

/// Row k of four blocks in at[k].
HWY_INLINE ByteQuad load_blocks(const std::uint8_t* blocks) {
  const Rows d;
  auto a = hn::Zero(d);
  auto b = a;
  auto c = a;
  auto e = a;
  hn::LoadInterleaved4(d, reinterpret_cast<const std::uint32_t*>(blocks), a, b, c, e);
  const Bytes bytes;
  return {{hn::BitCast(bytes, a), hn::BitCast(bytes, b), hn::BitCast(bytes, c), hn::BitCast(bytes, e)}};
}

template <int kPart, class D>
HWY_INLINE hn::Vec<D> part_of(D d, hn::Vec<Bytes> row) {
  const hn::Rebind<std::uint8_t, D> part;
  if constexpr (kParts == 1) {
    return hn::PromoteTo(d, row);
  } else if constexpr (kPart == 0) {
    return hn::PromoteTo(d, hn::LowerHalf(part, row));
  } else {
    return hn::PromoteTo(d, hn::UpperHalf(part, row));
  }
}

template <int kPart>
HWY_INLINE Quad difference(const ByteQuad& a, const ByteQuad& b) {
  Quad out;
  for (int k = 0; k < 4; ++k) out.at[k] = hn::Sub(part_of<kPart>(Shorts(), a.at[k]), part_of<kPart>(Shorts(), b.at[k]));
  return out;
}

/// Rows to columns in each block.
HWY_INLINE Quad transposed(const Quad& q) {
  const Shorts d;
  const Ints di;
  const Longs dl;
  const auto x0 = hn::BitCast(di, hn::InterleaveLower(d, q.at[0], q.at[1]));
  const auto x1 = hn::BitCast(di, hn::InterleaveUpper(d, q.at[0], q.at[1]));
  const auto y0 = hn::BitCast(di, hn::InterleaveLower(d, q.at[2], q.at[3]));
  const auto y1 = hn::BitCast(di, hn::InterleaveUpper(d, q.at[2], q.at[3]));
  const auto z0 = hn::BitCast(dl, hn::InterleaveLower(di, x0, y0));
  const auto z1 = hn::BitCast(dl, hn::InterleaveUpper(di, x0, y0));
  const auto w0 = hn::BitCast(dl, hn::InterleaveLower(di, x1, y1));
  const auto w1 = hn::BitCast(dl, hn::InterleaveUpper(di, x1, y1));
  return {{hn::BitCast(d, hn::InterleaveLower(dl, z0, w0)), hn::BitCast(d, hn::InterleaveUpper(dl, z0, w0)),
           hn::BitCast(d, hn::InterleaveLower(dl, z1, w1)), hn::BitCast(d, hn::InterleaveUpper(dl, z1, w1))}};
}

/// The index of TableLookupBytesOr0() that gives zero.
constexpr std::uint8_t kNone = 0x80;

}  // namespace pictor::image::vp8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
