#include "image/encode/png_filters.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/encode/png_filters.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PICTOR_IMAGE_ENCODE_PNG_FILTERS_ROW
#define PICTOR_IMAGE_ENCODE_PNG_FILTERS_ROW
namespace pictor::image {

/// A row and the one above it, each with a pixel of zeros before it and kFilterPadding zeros behind.
struct FilterInput {
  const std::uint8_t* row;
  const std::uint8_t* above;
  std::size_t bytes;
  std::size_t distance;  ///< bytes of a pixel
};

inline constexpr std::size_t kFilters = 5;
inline constexpr std::size_t kFilterPadding = 64;

/// Where the differences of each filter go, kFilterPadding longer than the row, and the sums of their magnitudes.
struct FilterOutput {
  std::array<std::uint8_t*, kFilters> rows;
  std::array<std::uint64_t, kFilters> sums;
};

}  // namespace pictor::image
#endif

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<std::uint8_t, kFilterPadding>;
using V = hn::Vec<D>;
using Sums = hn::Vec<hn::Repartition<std::uint64_t, D>>;

HWY_INLINE V distance_of(V a, V b) { return hn::Sub(hn::Max(a, b), hn::Min(a, b)); }

HWY_INLINE hn::Mask<D> no_more(V a, V b) { return hn::Eq(hn::Min(a, b), a); }

/// Section 9.4 in bytes: |left + up - 2 upper_left| is the difference of the other two distances where upper_left lies
/// between left and up, else their sum, which cannot be the least.
HWY_INLINE V paeth(V left, V up, V upper_left) {
  const V from_left = distance_of(up, upper_left);
  const V from_up = distance_of(left, upper_left);
  const auto between =
      hn::Xor(hn::VecFromMask(D(), hn::Gt(left, upper_left)), hn::VecFromMask(D(), hn::Gt(up, upper_left)));
  const V from_upper_left =
      hn::IfThenElse(hn::MaskFromVec(between), distance_of(from_left, from_up), hn::SaturatedAdd(from_left, from_up));
  const V up_or_corner = hn::IfThenElse(no_more(from_up, from_upper_left), up, upper_left);
  return hn::IfThenElse(no_more(from_left, hn::Min(from_up, from_upper_left)), left, up_or_corner);
}

/// The sums of the magnitudes of `differences` as signed bytes.
HWY_INLINE Sums magnitudes(V differences) {
  const hn::RebindToSigned<D> di;
  return hn::SumsOf8(hn::BitCast(D(), hn::Abs(hn::BitCast(di, differences))));
}

/// All filters in one pass. Behind the row's end, where all is zero but what lies above and to the left, differences
/// must not count: they are cut off.
void FilterRow(const FilterInput& in, FilterOutput& out) {
  const D d;
  const hn::Repartition<std::uint64_t, D> d64;
  Sums sums[kFilters];
  for (Sums& sum : sums) sum = hn::Zero(d64);
  for (std::size_t x = 0; x < in.bytes; x += hn::Lanes(d)) {
    const V here = hn::LoadU(d, in.row + x);
    const V left = hn::LoadU(d, in.row + x - in.distance);
    const V up = hn::LoadU(d, in.above + x);
    const V upper_left = hn::LoadU(d, in.above + x - in.distance);
    const V one = hn::Set(d, 1);
    const V average = hn::Sub(hn::AverageRound(left, up), hn::And(hn::Xor(left, up), one));
    const V predictions[kFilters] = {hn::Zero(d), left, up, average, paeth(left, up, upper_left)};
    const std::size_t rest = std::min(in.bytes - x, hn::Lanes(d));
    const V counted = hn::VecFromMask(d, hn::FirstN(d, rest));
    for (std::size_t filter = 0; filter < kFilters; ++filter) {
      const V difference = hn::And(hn::Sub(here, predictions[filter]), counted);
      hn::StoreU(difference, d, out.rows[filter] + x);
      sums[filter] = hn::Add(sums[filter], magnitudes(difference));
    }
  }
  for (std::size_t filter = 0; filter < kFilters; ++filter) {
    out.sums[filter] = hn::GetLane(hn::SumOfLanes(d64, sums[filter]));
  }
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {
namespace {

HWY_EXPORT(FilterRow);

/// Memory for a row with a pixel of zeros before it.
class PaddedRow {
 public:
  explicit PaddedRow(std::size_t bytes) : bytes_(kBefore + bytes + kFilterPadding) {}
  std::uint8_t* data() { return bytes_.data() + kBefore; }

 private:
  static constexpr std::size_t kBefore = 8;  ///< the largest pixel
  std::vector<std::uint8_t> bytes_;
};

std::size_t least(const std::array<std::uint64_t, kFilters>& sums) {
  return static_cast<std::size_t>(std::ranges::min_element(sums) - sums.begin());
}

}  // namespace

std::vector<std::uint8_t> unfiltered_rows(const PngHeader& header, Bytes samples) {
  const std::size_t row_bytes = header.row_bytes(header.width);
  std::vector<std::uint8_t> rows;
  rows.reserve((row_bytes + 1) * header.height);
  for (std::size_t y = 0; y < header.height; ++y) {
    rows.push_back(0);
    const Bytes row = samples.subspan(y * row_bytes, row_bytes);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  return rows;
}

std::vector<std::uint8_t> filtered_rows(const PngHeader& header, Bytes samples) {
  const std::size_t row_bytes = header.row_bytes(header.width);
  PaddedRow row(row_bytes);
  PaddedRow above(row_bytes);
  std::vector<std::uint8_t> differences((row_bytes + kFilterPadding) * kFilters);
  FilterOutput out{};
  for (std::size_t i = 0; i < kFilters; ++i) out.rows[i] = &differences[(row_bytes + kFilterPadding) * i];

  std::vector<std::uint8_t> rows;
  rows.reserve((row_bytes + 1) * header.height);
  for (std::size_t y = 0; y < header.height; ++y) {
    std::memcpy(row.data(), &samples[y * row_bytes], row_bytes);
    HWY_DYNAMIC_DISPATCH(FilterRow)
    ({row.data(), above.data(), row_bytes, static_cast<std::size_t>(header.filter_distance())}, out);
    const std::size_t best = least(out.sums);
    rows.push_back(static_cast<std::uint8_t>(best));
    rows.insert(rows.end(), out.rows[best], out.rows[best] + row_bytes);
    std::swap(row, above);
  }
  return rows;
}

}  // namespace pictor::image
#endif
