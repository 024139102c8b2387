#include "image/resize/light.h"

#include <array>
#include <cstring>

// A pixel with alpha is four floats, so vectors must be whole pixels of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resize/light.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;
using V = hn::Vec<Floats>;
constexpr std::size_t kLanes = hn::MaxLanes(Floats());
constexpr std::size_t kMaxChannels = 4;

/// The polynomials below are least-maximum fits (Lawson's algorithm) of the curves of IEC 61966-2-1 above their
/// straight toes, the error weighed in 8-bit levels. Constant term first.
template <std::size_t kTerms>
HWY_INLINE V polynomial(V x, const float (&terms)[kTerms]) {
  const Floats d;
  V sum = hn::Set(d, terms[kTerms - 1]);
  for (std::size_t i = kTerms - 1; i-- > 0;) sum = hn::MulAdd(sum, x, hn::Set(d, terms[i]));
  return sum;
}

constexpr float kDecodeToe = 0.04045F;

/// Linear light of an sRGB code 0..1. Largest error: 0.012 levels.
HWY_INLINE V decoded(V code) {
  constexpr float kTerms[] = {0.000924226356F, 0.0325717785F, 0.520617152F, 0.663700843F, -0.303304567F, 0.0855951355F};
  const Floats d;
  const V toe = hn::Mul(code, hn::Set(d, 1 / 12.92F));
  return hn::IfThenElse(hn::Le(code, hn::Set(d, kDecodeToe)), toe, polynomial(code, kTerms));
}

/// Half the second derivative of the decoding curve per squared 8-bit level: 0 on the toe. Largest error: 1 %.
HWY_INLINE V half_curvature(V code) {
  constexpr float kTerms[] = {7.68814314e-06F, 3.30495877e-05F, -3.20447626e-05F, 1.4720905e-05F};
  const Floats d;
  return hn::IfThenZeroElse(hn::Le(code, hn::Set(d, kDecodeToe)), polynomial(code, kTerms));
}

/// The level 0..255, not rounded, of light 0..1: the curve's power 1 / 2.4 is nearly straight in the square root.
/// Largest error: 0.04 levels.
HWY_INLINE V encoded(V light) {
  constexpr float kTerms[] = {-10.7692948F, 401.696889F, -484.384603F, 994.155254F,
                              -1275.8838F,  871.817616F, -241.670011F};
  const Floats d;
  const V toe = hn::Mul(light, hn::Set(d, 12.92F * 255));
  return hn::IfThenElse(hn::Le(light, hn::Set(d, 0.0031308F)), toe, polynomial(hn::Sqrt(light), kTerms));
}

HWY_INLINE hn::Mask<Floats> alpha_lanes() {
  const hn::RebindToUnsigned<Floats> du;
  const auto three = hn::Set(du, 3U);
  return hn::RebindMask(Floats(), hn::Eq(hn::And(hn::Iota(du, 0), three), three));
}

/// For each lane of the n-th of kChannels vectors that hold kLanes pixels, which pixel it belongs to.
template <int kChannels>
constexpr std::array<std::int32_t, kLanes * kChannels> pixel_of_lane() {
  std::array<std::int32_t, kLanes * kChannels> pixels{};
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::int32_t>(i / kChannels);
  return pixels;
}

/// kLanes pixels, which are kChannels vectors. `lost` is null where nothing was lost.
template <int kChannels, bool kRestore>
HWY_INLINE void pixels_to_light(const std::uint8_t* HWY_RESTRICT srgb, const float* HWY_RESTRICT lost,
                                float* HWY_RESTRICT light) {
  alignas(64) static constexpr auto kPixelOfLane = pixel_of_lane<kChannels>();
  const Floats d;
  const hn::RebindToSigned<Floats> di;
  const hn::Rebind<std::uint8_t, Floats> du8;
  for (std::size_t part = 0; part < kChannels; ++part) {
    const auto levels = hn::PromoteTo(di, hn::LoadU(du8, srgb + part * kLanes));
    const V code = hn::Mul(hn::ConvertTo(d, levels), hn::Set(d, 1.0F / 255));
    V linear = decoded(code);
    if constexpr (kRestore) {
      const auto pixels = hn::SetTableIndices(d, kPixelOfLane.data() + part * kLanes);
      const V variance = hn::TableLookupLanes(hn::LoadU(d, lost), pixels);
      linear = hn::Min(hn::MulAdd(half_curvature(code), variance, linear), hn::Set(d, 1.0F));
    }
    if constexpr (kChannels == 4) linear = hn::IfThenElse(alpha_lanes(), code, hn::Mul(linear, hn::Broadcast<3>(code)));
    hn::StoreU(linear, d, light + part * kLanes);
  }
}

template <int kChannels, bool kRestore>
HWY_INLINE void row_to_light(const std::uint8_t* HWY_RESTRICT srgb, std::size_t pixels, const float* HWY_RESTRICT lost,
                             float* HWY_RESTRICT light) {
  std::size_t x = 0;
  for (; x + kLanes <= pixels; x += kLanes) {
    pixels_to_light<kChannels, kRestore>(srgb + x * kChannels, kRestore ? lost + x : nullptr, light + x * kChannels);
  }
  const std::size_t rest = pixels - x;
  if (rest == 0) return;
  std::uint8_t last_srgb[kLanes * kMaxChannels] = {};
  float last_lost[kLanes] = {};
  float last_light[kLanes * kMaxChannels];
  std::memcpy(last_srgb, srgb + x * kChannels, rest * kChannels);
  if constexpr (kRestore) std::memcpy(last_lost, lost + x, rest * sizeof(float));
  pixels_to_light<kChannels, kRestore>(last_srgb, last_lost, last_light);
  std::memcpy(light + x * kChannels, last_light, rest * kChannels * sizeof(float));
}

void RowToLight(const std::uint8_t* srgb, int channels, std::size_t pixels, const float* lost, float* light) {
  if (channels == 3) {
    lost != nullptr ? row_to_light<3, true>(srgb, pixels, lost, light)
                    : row_to_light<3, false>(srgb, pixels, lost, light);
  } else {
    lost != nullptr ? row_to_light<4, true>(srgb, pixels, lost, light)
                    : row_to_light<4, false>(srgb, pixels, lost, light);
  }
}

/// A vector of light as unrounded levels.
template <bool kAlpha>
HWY_INLINE V levels_of(V light) {
  const Floats d;
  const auto clamped = [d](V v) { return hn::Clamp(v, hn::Zero(d), hn::Set(d, 1.0F)); };
  if constexpr (!kAlpha) return encoded(clamped(light));
  const V alpha = hn::Broadcast<3>(light);
  const auto visible = hn::Gt(alpha, hn::Set(d, 0.5F / 255));
  const V colours = encoded(clamped(hn::IfThenElseZero(visible, hn::Div(light, alpha))));
  return hn::IfThenElse(alpha_lanes(), hn::Mul(clamped(light), hn::Set(d, 255.0F)), colours);
}

template <bool kAlpha>
HWY_INLINE void samples_to_srgb(const float* HWY_RESTRICT light, std::size_t samples, std::uint8_t* HWY_RESTRICT srgb) {
  const Floats d;
  const hn::Rebind<std::uint8_t, Floats> du8;
  const auto rounded = [&](std::size_t x) {
    return hn::DemoteTo(du8, hn::NearestInt(levels_of<kAlpha>(hn::LoadU(d, light + x))));
  };
  std::size_t x = 0;
  for (; x + kLanes <= samples; x += kLanes) hn::StoreU(rounded(x), du8, srgb + x);
  if (x == samples) return;
  std::uint8_t last[kLanes];
  hn::StoreU(rounded(x), du8, last);  // reads into the row's padding
  std::memcpy(srgb + x, last, samples - x);
}

void RowToSrgb(const float* light, int channels, std::size_t samples, std::uint8_t* srgb) {
  channels == 4 ? samples_to_srgb<true>(light, samples, srgb) : samples_to_srgb<false>(light, samples, srgb);
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {

HWY_EXPORT(RowToLight);
HWY_EXPORT(RowToSrgb);

void srgb_to_light(std::span<const std::uint8_t> srgb, int channels, std::span<const float> lost_variance,
                   float* light) {
  const float* lost = lost_variance.empty() ? nullptr : lost_variance.data();
  HWY_DYNAMIC_DISPATCH(RowToLight)(srgb.data(), channels, srgb.size() / channels, lost, light);
}

void light_to_srgb(const float* light, int channels, std::span<std::uint8_t> srgb) {
  HWY_DYNAMIC_DISPATCH(RowToSrgb)(light, channels, srgb.size(), srgb.data());
}

}  // namespace pictor::image
#endif
