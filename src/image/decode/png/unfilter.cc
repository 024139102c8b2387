#include "image/decode/png/unfilter.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/decode/png/unfilter.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A filter's row is a chain, each pixel waiting for the one to its left: a pixel's bytes are what can be done at once.
using Pixel = hn::FixedTag<std::uint8_t, 8>;
using Word = hn::FixedTag<std::uint64_t, 1>;
using Wide = hn::FixedTag<std::int16_t, 8>;
using Bytes16 = hn::FixedTag<std::uint8_t, 16>;
using V = hn::Vec<Pixel>;
using W = hn::Vec<Wide>;

/// Eight bytes of which the first pixel's matter.
HWY_INLINE V load(const std::uint8_t* from) { return hn::LoadU(Pixel(), from); }

template <int kBytes>
HWY_INLINE void store(V pixel, std::uint8_t* to) {
  const std::uint64_t word = hn::GetLane(hn::BitCast(Word(), pixel));
  std::memcpy(to, &word, kBytes);
}

template <int kBytes>
HWY_INLINE void undo_sub(std::span<std::uint8_t> row) {
  V left = hn::Zero(Pixel());
  for (std::size_t x = 0; x < row.size(); x += kBytes) {
    left = hn::Add(left, load(row.data() + x));
    store<kBytes>(left, row.data() + x);
  }
}

HWY_INLINE void undo_up(std::span<std::uint8_t> row, const std::uint8_t* above) {
  const Bytes16 d;
  std::size_t x = 0;
  for (; x + 16 <= row.size(); x += 16) {
    hn::StoreU(hn::Add(hn::LoadU(d, row.data() + x), hn::LoadU(d, above + x)), d, row.data() + x);
  }
  for (; x < row.size(); ++x) row[x] = static_cast<std::uint8_t>(row[x] + above[x]);
}

/// Rounded down: SIMD's average rounds up.
template <int kBytes>
HWY_INLINE void undo_average(std::span<std::uint8_t> row, const std::uint8_t* above) {
  const V one = hn::Set(Pixel(), 1);
  V left = hn::Zero(Pixel());
  for (std::size_t x = 0; x < row.size(); x += kBytes) {
    const V up = above != nullptr ? load(above + x) : hn::Zero(Pixel());
    const V average = hn::Sub(hn::AverageRound(left, up), hn::And(hn::Xor(left, up), one));
    left = hn::Add(average, load(row.data() + x));
    store<kBytes>(left, row.data() + x);
  }
}

/// Sums of bytes in 16-bit lanes, the upper halves of which stay zero.
HWY_INLINE W add_bytes(W a, W b) {
  const Bytes16 d;
  return hn::BitCast(Wide(), hn::Add(hn::BitCast(d, a), hn::BitCast(d, b)));
}

/// Section 9.4: whichever of left, up and upper left is nearest to left + up - upper left, in this order when they are
/// equally near.
template <int kBytes>
HWY_INLINE void undo_paeth(std::span<std::uint8_t> row, const std::uint8_t* above) {
  const Wide d;
  W left = hn::Zero(d);
  W upper_left = hn::Zero(d);
  for (std::size_t x = 0; x < row.size(); x += kBytes) {
    const W up = hn::PromoteTo(d, load(above + x));
    const W horizontal = hn::Sub(up, upper_left);
    const W vertical = hn::Sub(left, upper_left);
    const W from_left = hn::Abs(horizontal);
    const W from_up = hn::Abs(vertical);
    const W from_upper_left = hn::Abs(hn::Add(horizontal, vertical));
    const W nearest = hn::Min(from_upper_left, hn::Min(from_left, from_up));
    const W predicted =
        hn::IfThenElse(hn::Eq(from_left, nearest), left, hn::IfThenElse(hn::Eq(from_up, nearest), up, upper_left));
    left = add_bytes(predicted, hn::PromoteTo(d, load(row.data() + x)));
    upper_left = up;
    store<kBytes>(hn::DemoteTo(Pixel(), left), row.data() + x);
  }
}

template <int kBytes>
HWY_INLINE void undo(PngFilter filter, std::span<std::uint8_t> row, const std::uint8_t* above) {
  switch (filter) {
    case PngFilter::kNone:
      return;
    case PngFilter::kSub:
      return undo_sub<kBytes>(row);
    case PngFilter::kUp:
      if (above != nullptr) undo_up(row, above);
      return;
    case PngFilter::kAverage:
      return undo_average<kBytes>(row, above);
    case PngFilter::kPaeth:  // with nothing above, the nearest is always the left one
      return above != nullptr ? undo_paeth<kBytes>(row, above) : undo_sub<kBytes>(row);
  }
}

void UnfilterRow(PngFilter filter, int distance, std::span<std::uint8_t> row, const std::uint8_t* above) {
  switch (distance) {
    case 1:
      return undo<1>(filter, row, above);
    case 2:
      return undo<2>(filter, row, above);
    case 3:
      return undo<3>(filter, row, above);
    case 4:
      return undo<4>(filter, row, above);
    case 6:
      return undo<6>(filter, row, above);
    default:
      return undo<8>(filter, row, above);
  }
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {

HWY_EXPORT(UnfilterRow);

void unfilter_row(PngFilter filter, int distance, std::span<std::uint8_t> row, const std::uint8_t* above) {
  HWY_DYNAMIC_DISPATCH(UnfilterRow)(filter, distance, row, above);
}

}  // namespace pictor::image
#endif
