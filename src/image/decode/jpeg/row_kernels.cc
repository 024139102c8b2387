#include "image/decode/jpeg/row_kernels.h"

#include <cstring>

// Halves of vectors are joined in memory order: sizes known at compile time, so no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/decode/jpeg/row_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<std::int16_t, 16>;
using UnsignedWords = hn::Rebind<std::uint16_t, Words>;
using Bytes = hn::Rebind<std::uint8_t, Words>;

/// (v * kFactor + 2^15) >> 16, exactly.
template <int kFactor>
HWY_INLINE hn::Vec<Words> scaled(hn::Vec<Words> v) {
  const Words d;
  const auto doubled = hn::MulHigh(hn::Add(v, v), hn::Set(d, static_cast<std::int16_t>(kFactor)));
  return hn::ShiftRight<1>(hn::Add(doubled, hn::Set(d, 1)));
}

/// (a * kA + b * kB + 2^15) >> 16, exactly.
template <int kA, int kB>
HWY_INLINE hn::Vec<Words> scaled_sum(hn::Vec<Words> a, hn::Vec<Words> b) {
  const Words d;
  const hn::Half<Words> half;
  const hn::Rebind<std::int32_t, hn::Half<Words>> wide;
  const auto sum = [&](auto a_half, auto b_half) {
    const auto products = hn::Add(hn::Mul(hn::PromoteTo(wide, a_half), hn::Set(wide, kA)),
                                  hn::Mul(hn::PromoteTo(wide, b_half), hn::Set(wide, kB)));
    return hn::DemoteTo(half, hn::ShiftRight<16>(hn::Add(products, hn::Set(wide, 1 << 15))));
  };
  return hn::Combine(d, sum(hn::UpperHalf(half, a), hn::UpperHalf(half, b)),
                     sum(hn::LowerHalf(half, a), hn::LowerHalf(half, b)));
}

/// Stores whole vectors as long as they fit, then the rest through memory of its own. `pixels(i, out)` writes those of
/// the samples from i on.
template <class Pixels>
HWY_INLINE void for_each_vector(std::size_t count, std::uint8_t* rgb, const Pixels& pixels) {
  const std::size_t lanes = hn::Lanes(Bytes());
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) pixels(i, rgb + 3 * i);
  if (i == count) return;
  alignas(64) std::uint8_t rest[3 * hn::MaxLanes(Bytes())];
  pixels(i, rest);
  std::memcpy(rgb + 3 * i, rest, 3 * (count - i));
}

void YccToRgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, std::size_t count,
              std::uint8_t* rgb) {
  const Bytes d;
  const Words w;
  const auto middle = hn::Set(w, 128);
  for_each_vector(count, rgb, [&](std::size_t i, std::uint8_t* out) {
    const auto luma = hn::PromoteTo(w, hn::LoadU(d, y + i));
    const auto blue = hn::Sub(hn::PromoteTo(w, hn::LoadU(d, cb + i)), middle);
    const auto red = hn::Sub(hn::PromoteTo(w, hn::LoadU(d, cr + i)), middle);
    // JFIF 1.02: R = Y + 1.402 Cr, G = Y - 0.34414 Cb - 0.71414 Cr, B = Y + 1.772 Cb; whole parts apart from the rest,
    // which is in 2^-16.
    const auto r = hn::Add(luma, hn::Add(red, scaled<26345>(red)));
    const auto g = hn::Add(luma, hn::Sub(scaled_sum<-22554, 18734>(blue, red), red));
    const auto b = hn::Add(luma, hn::Add(hn::Add(blue, blue), scaled<-14942>(blue)));
    hn::StoreInterleaved3(hn::DemoteTo(d, r), hn::DemoteTo(d, g), hn::DemoteTo(d, b), d, out);
  });
}

void GreyToRgb(const std::uint8_t* grey, std::size_t count, std::uint8_t* rgb) {
  const Bytes d;
  for_each_vector(count, rgb, [&](std::size_t i, std::uint8_t* out) {
    const auto v = hn::LoadU(d, grey + i);
    hn::StoreInterleaved3(v, v, v, d, out);
  });
}

void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::size_t count, std::uint16_t* out) {
  const Bytes d;
  const UnsignedWords w;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto a = hn::PromoteTo(w, hn::LoadU(d, near + i));
    const auto b = hn::PromoteTo(w, hn::LoadU(d, far + i));
    hn::StoreU(hn::Add(hn::Add(hn::Add(a, a), a), b), w, out + i);
  }
}

void DoubleSamples(const std::uint16_t* in, std::size_t count, Rounding rounding, std::uint8_t* out) {
  const Bytes d;
  const Words w;
  const UnsignedWords u;
  const auto rounded = [&](auto v, int bias) {
    const auto sum = hn::Add(v, hn::Set(u, static_cast<std::uint16_t>(bias)));
    return hn::DemoteTo(d, hn::BitCast(w, hn::ShiftRightSame(sum, rounding.shift)));
  };
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto here = hn::LoadU(u, in + i);
    const auto thrice = hn::Add(hn::Add(here, here), here);
    const auto even = rounded(hn::Add(thrice, hn::LoadU(u, in + i - 1)), rounding.even);
    const auto odd = rounded(hn::Add(thrice, hn::LoadU(u, in + i + 1)), rounding.odd);
    hn::StoreInterleaved2(even, odd, d, out + 2 * i);
  }
}

void Quarter(const std::uint16_t* in, std::size_t count, int bias, std::uint8_t* out) {
  const Bytes d;
  const Words w;
  const UnsignedWords u;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto sum = hn::Add(hn::LoadU(u, in + i), hn::Set(u, static_cast<std::uint16_t>(bias)));
    hn::StoreU(hn::DemoteTo(d, hn::BitCast(w, hn::ShiftRight<2>(sum))), d, out + i);
  }
}

void Widen(const std::uint8_t* in, std::size_t count, std::uint16_t* out) {
  const Bytes d;
  const UnsignedWords u;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) hn::StoreU(hn::PromoteTo(u, hn::LoadU(d, in + i)), u, out + i);
}

}  // namespace pictor::image::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::jpeg {

HWY_EXPORT(YccToRgb);
HWY_EXPORT(GreyToRgb);
HWY_EXPORT(BlendRows);
HWY_EXPORT(DoubleSamples);
HWY_EXPORT(Quarter);
HWY_EXPORT(Widen);

void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, std::size_t count,
                std::uint8_t* rgb) {
  HWY_DYNAMIC_DISPATCH(YccToRgb)(y, cb, cr, count, rgb);
}
void grey_to_rgb(const std::uint8_t* grey, std::size_t count, std::uint8_t* rgb) {
  HWY_DYNAMIC_DISPATCH(GreyToRgb)(grey, count, rgb);
}
void blend_rows(const std::uint8_t* near, const std::uint8_t* far, std::size_t count, std::uint16_t* out) {
  HWY_DYNAMIC_DISPATCH(BlendRows)(near, far, count, out);
}
void double_samples(const std::uint16_t* in, std::size_t count, Rounding rounding, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(DoubleSamples)(in, count, rounding, out);
}
void quarter(const std::uint16_t* in, std::size_t count, int bias, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(Quarter)(in, count, bias, out);
}
void widen(const std::uint8_t* in, std::size_t count, std::uint16_t* out) {
  HWY_DYNAMIC_DISPATCH(Widen)(in, count, out);
}

}  // namespace pictor::image::jpeg
#endif
