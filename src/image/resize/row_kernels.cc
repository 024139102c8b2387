#include "image/resize/row_kernels.h"

#include <cstdint>

#include "image/resize/light.h"

// A pixel is four floats, so vectors must be whole pixels of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resize/row_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, std::size_t{kTapGroup} * kLightChannels>;
using Pixel = hn::FixedTag<float, kLightChannels>;

/// The sum of all pixels in a vector.
template <class D>
HWY_INLINE hn::Vec<Pixel> sum_of_pixels(D d, hn::Vec<D> v) {
  if constexpr (hn::MaxLanes(d) > kLightChannels) {
    const hn::Half<D> half;
    return sum_of_pixels(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else {
    return v;
  }
}

/// Which of a group's four weights each lane of a group's sixteen takes.
alignas(64) constexpr std::int32_t kWeightOfLane[kTapGroup * kLightChannels] = {0, 0, 0, 0, 1, 1, 1, 1,
                                                                                2, 2, 2, 2, 3, 3, 3, 3};

void ResampleRow(const float* HWY_RESTRICT in, const RowTaps& taps, float* HWY_RESTRICT out) {
  const Floats d;
  constexpr std::size_t kLanes = hn::MaxLanes(Floats());
  constexpr std::size_t kParts = std::size_t{kTapGroup} * kLightChannels / kLanes;
  const std::size_t count = taps.first.size();
  for (std::size_t i = 0; i < count; ++i) {
    const float* pixels = in + static_cast<std::size_t>(taps.first[i]) * kLightChannels;
    const float* weight = taps.weights.data() + taps.begin[i];
    const float* end = taps.weights.data() + taps.begin[i + 1];
    auto sum = hn::Zero(d);
    for (; weight < end; weight += kTapGroup) {
      const auto four = hn::LoadDup128(d, weight);
      for (std::size_t part = 0; part < kParts; ++part, pixels += kLanes) {
        const auto spread = hn::TableLookupLanes(four, hn::SetTableIndices(d, kWeightOfLane + part * kLanes));
        sum = hn::MulAdd(hn::LoadU(d, pixels), spread, sum);
      }
    }
    hn::StoreU(sum_of_pixels(d, sum), Pixel(), out + i * kLightChannels);
  }
}

void BlendRows(const float* const* rows, const float* weights, int count, std::size_t floats, float* HWY_RESTRICT out) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  // Two vectors at a time, so that one weight serves both; the padding takes the second one of an odd number.
  static_assert(kRowPadding >= kTapGroup * kLightChannels);
  std::size_t x = 0;
  for (; x + 2 * lanes <= floats; x += 2 * lanes) {
    auto low = hn::Zero(d);
    auto high = hn::Zero(d);
    for (int t = 0; t < count; ++t) {
      const auto weight = hn::Set(d, weights[t]);
      low = hn::MulAdd(hn::LoadU(d, rows[t] + x), weight, low);
      high = hn::MulAdd(hn::LoadU(d, rows[t] + x + lanes), weight, high);
    }
    hn::StoreU(low, d, out + x);
    hn::StoreU(high, d, out + x + lanes);
  }
  for (; x < floats; x += lanes) {
    auto sum = hn::Zero(d);
    for (int t = 0; t < count; ++t) sum = hn::MulAdd(hn::LoadU(d, rows[t] + x), hn::Set(d, weights[t]), sum);
    hn::StoreU(sum, d, out + x);
  }
}

/// Colours divided by their pixel's alpha; alpha as it is.
template <class D>
HWY_INLINE hn::Vec<D> unpremultiplied(D d, hn::Vec<D> v) {
  const auto alpha = hn::Broadcast<3>(v);
  const auto visible = hn::Gt(alpha, hn::Set(d, 0.5F / 255));
  const auto colours = hn::IfThenElseZero(visible, hn::Div(v, alpha));
  const auto is_alpha = hn::Eq(hn::And(hn::Iota(hn::RebindToUnsigned<D>(), 0), hn::Set(hn::RebindToUnsigned<D>(), 3u)),
                               hn::Set(hn::RebindToUnsigned<D>(), 3u));
  return hn::IfThenElse(hn::RebindMask(d, is_alpha), v, colours);
}

template <bool kAlpha>
HWY_INLINE void to_steps(const float* HWY_RESTRICT light, std::size_t floats, std::uint16_t* HWY_RESTRICT steps) {
  const Floats d;
  const hn::RebindToSigned<Floats> di;
  const hn::Rebind<std::uint16_t, Floats> du;
  const auto scale = hn::Set(d, static_cast<float>(kLightSteps));
  for (std::size_t x = 0; x < floats; x += hn::Lanes(d)) {
    auto v = hn::LoadU(d, light + x);
    if constexpr (kAlpha) v = unpremultiplied(d, v);
    v = hn::Clamp(v, hn::Zero(d), hn::Set(d, 1.0F));
    const auto step = hn::ConvertTo(di, hn::MulAdd(v, scale, hn::Set(d, 0.5F)));
    hn::StoreU(hn::DemoteTo(du, step), du, steps + x);
  }
}

void LightToSteps(const float* light, std::size_t floats, bool alpha, std::uint16_t* steps) {
  alpha ? to_steps<true>(light, floats, steps) : to_steps<false>(light, floats, steps);
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {

HWY_EXPORT(ResampleRow);
HWY_EXPORT(BlendRows);
HWY_EXPORT(LightToSteps);

RowTaps lay_out(const std::vector<Taps>& taps) {
  RowTaps row;
  row.begin.push_back(0);
  for (const Taps& pixel : taps) {
    row.first.push_back(pixel.first);
    row.weights.insert(row.weights.end(), pixel.weights.begin(), pixel.weights.end());
    row.weights.resize((row.weights.size() + kTapGroup - 1) / kTapGroup * kTapGroup);
    row.begin.push_back(static_cast<int>(row.weights.size()));
  }
  return row;
}

void resample_row(const float* in, const RowTaps& taps, float* out) {
  HWY_DYNAMIC_DISPATCH(ResampleRow)(in, taps, out);
}

void blend_rows(const float* const* rows, const float* weights, int count, std::size_t floats, float* out) {
  HWY_DYNAMIC_DISPATCH(BlendRows)(rows, weights, count, floats, out);
}

void light_to_steps(const float* light, std::size_t floats, bool alpha, std::uint16_t* steps) {
  HWY_DYNAMIC_DISPATCH(LightToSteps)(light, floats, alpha, steps);
}

}  // namespace pictor::image
#endif
