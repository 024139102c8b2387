#include "image/metric/row_kernels.h"

#include "image/metric/rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/metric/row_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::metric {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, Rows::kVectorFloats>;
using V = hn::Vec<D>;

HWY_INLINE V splat(double value) { return hn::Set(D(), static_cast<float>(value)); }

/// Cube root to 3e-7, for the 0.0037..1.004 that occur here. Newton-like steps of third order (Householder) for
/// r = x^(-1/3), which need no division; the start divides the float's exponent by -3 and is within 3.6 %.
HWY_INLINE V cube_root(V x) {
  const hn::RebindToSigned<D> di;
  const V third_of_bits = hn::Mul(hn::ConvertTo(D(), hn::BitCast(di, x)), splat(1.0 / 3));
  V r = hn::BitCast(D(), hn::Sub(hn::Set(di, 0x54a20000), hn::ConvertTo(di, third_of_bits)));
  for (int step = 0; step < 2; ++step) {
    const V h = hn::NegMulAdd(hn::Mul(x, r), hn::Mul(r, r), splat(1));
    r = hn::MulAdd(hn::Mul(r, h), hn::MulAdd(h, splat(2.0 / 9), splat(1.0 / 3)), r);
  }
  return hn::Mul(hn::Mul(x, r), r);
}

/// Response of the reference's blur, a recursive filter by truncated cosines (Charalampidis 2016, IEEE Trans. Signal
/// Processing 64(14), sigma 1.5, radius 5), which is finite: these weights, and 0 at distance 5. Their sum is 1 and
/// their variance 2.25. Applied as they are they give the reference's scores without the rounding that its recursion
/// accumulates along rows and columns.
constexpr std::array<float, kRadius + 1> kTaps = {0.264621105488f, 0.212928592010f, 0.109335372777f, 0.036011114658f,
                                                  0.009414367810f};

constexpr double kBias = 0.0037930732552754493;
constexpr double kBiasRoot = 0.15595420054924863;  // its cube root

/// Response of one kind of cone; light is never negative here, so that nothing is to be clamped.
HWY_INLINE V cone(V red, V green, V blue, double from_red, double from_green) {
  const V light = hn::MulAdd(red, splat(from_red), hn::MulAdd(green, splat(from_green), splat(kBias)));
  return hn::Sub(cube_root(hn::MulAdd(blue, splat(1 - from_red - from_green), light)), splat(kBiasRoot));
}

void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const V red = hn::Load(d, rgb[0] + x), green = hn::Load(d, rgb[1] + x), blue = hn::Load(d, rgb[2] + x);
    const V l = cone(red, green, blue, 0.30, 0.622);
    const V m = cone(red, green, blue, 0.23, 0.692);
    const V s = cone(red, green, blue, 0.24342268924547819, 0.20476744424496821);
    const V y = hn::Mul(hn::Add(l, m), splat(0.5));
    const auto inside = hn::FirstN(d, width - x);
    hn::Store(hn::IfThenElseZero(inside, hn::MulAdd(hn::Sub(l, m), splat(7), splat(0.42))), d, xyb[0] + x);
    hn::Store(hn::IfThenElseZero(inside, hn::Add(y, splat(0.01))), d, xyb[1] + x);
    hn::Store(hn::IfThenElseZero(inside, hn::Add(hn::Sub(s, y), splat(0.55))), d, xyb[2] + x);
  }
}

void halve(float* top, float* bottom, float* out, std::size_t width) {
  const D d;
  if (width % 2 != 0) {
    top[width] = top[width - 1];
    bottom[width] = bottom[width - 1];
  }
  for (std::size_t x = 0; 2 * x < width; x += hn::Lanes(d)) {
    V even_top, odd_top, even_bottom, odd_bottom;
    hn::LoadInterleaved2(d, top + 2 * x, even_top, odd_top);
    hn::LoadInterleaved2(d, bottom + 2 * x, even_bottom, odd_bottom);
    const V sum = hn::Add(hn::Add(even_top, odd_top), hn::Add(even_bottom, odd_bottom));
    hn::Store(hn::Mul(sum, splat(0.25)), d, out + x);
  }
}

void blur_columns(const Window& window, const Moments& out, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const V weight = hn::Set(d, kTaps[0]);
    const V r = hn::Load(d, window.reference[kRadius] + x), t = hn::Load(d, window.distorted[kRadius] + x);
    const V difference = hn::Sub(r, t);
    V reference = hn::Mul(r, weight), distorted = hn::Mul(t, weight);
    V squared_difference = hn::Mul(hn::Mul(difference, difference), weight);
    V sum_of_squares = hn::Mul(hn::MulAdd(r, r, hn::Mul(t, t)), weight);
    HWY_UNROLL(kRadius)
    for (int k = 1; k <= kRadius; ++k) {
      const V w = hn::Set(d, kTaps[k]);
      const V r0 = hn::Load(d, window.reference[kRadius - k] + x), r1 = hn::Load(d, window.reference[kRadius + k] + x);
      const V t0 = hn::Load(d, window.distorted[kRadius - k] + x), t1 = hn::Load(d, window.distorted[kRadius + k] + x);
      const V d0 = hn::Sub(r0, t0), d1 = hn::Sub(r1, t1);
      reference = hn::MulAdd(hn::Add(r0, r1), w, reference);
      distorted = hn::MulAdd(hn::Add(t0, t1), w, distorted);
      squared_difference = hn::MulAdd(hn::MulAdd(d0, d0, hn::Mul(d1, d1)), w, squared_difference);
      const V squares = hn::MulAdd(r0, r0, hn::MulAdd(r1, r1, hn::MulAdd(t0, t0, hn::Mul(t1, t1))));
      sum_of_squares = hn::MulAdd(squares, w, sum_of_squares);
    }
    hn::Store(reference, d, out.reference + x);
    hn::Store(distorted, d, out.distorted + x);
    hn::Store(squared_difference, d, out.squared_difference + x);
    hn::Store(sum_of_squares, d, out.sum_of_squares + x);
  }
}

HWY_INLINE V blur_across(const float* centre) {
  const D d;
  V sum = hn::Mul(hn::Load(d, centre), hn::Set(d, kTaps[0]));
  HWY_UNROLL(kRadius)
  for (int k = 1; k <= kRadius; ++k) {
    sum = hn::MulAdd(hn::Add(hn::LoadU(d, centre - k), hn::LoadU(d, centre + k)), hn::Set(d, kTaps[k]), sum);
  }
  return sum;
}

/// The structural error 1 - (1 - (mu1 - mu2)^2) (2 cov + C) / (var1 + var2 + C), without its cancellations: with
/// v = var(r - d) / (var1 + var2 + C) it is v + (mu1 - mu2)^2 (1 - v). Equal pictures then give 0 exactly.
HWY_INLINE V structural_error(V mu_r, V mu_t, V squared_difference, V sum_of_squares) {
  const V shift = hn::Sub(mu_r, mu_t);
  const V shift2 = hn::Mul(shift, shift);
  const V squared_means = hn::MulAdd(mu_r, mu_r, hn::Mul(mu_t, mu_t));
  const V v =
      hn::Div(hn::Sub(squared_difference, shift2), hn::Add(hn::Sub(sum_of_squares, squared_means), splat(0.0009)));
  return hn::Max(hn::NegMulAdd(v, shift2, hn::Add(v, shift2)), hn::Zero(D()));
}

HWY_INLINE V fourth_power_plus(V value, V sum) {
  const V square = hn::Mul(value, value);
  return hn::MulAdd(square, square, sum);
}

HWY_INLINE double total(V lanes) { return hn::GetLane(hn::SumOfLanes(D(), lanes)); }

void add_errors(const float* reference, const float* distorted, const Moments& moments, std::size_t width,
                ErrorSums& sums) {
  const D d;
  const V zero = hn::Zero(d), one = splat(1);
  V ssim = zero, ringing = zero, blurring = zero, ssim4 = zero, ringing4 = zero, blurring4 = zero;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto inside = hn::FirstN(d, width - x);
    const V mu_r = blur_across(moments.reference + x), mu_t = blur_across(moments.distorted + x);
    const V squared_difference = blur_across(moments.squared_difference + x);
    const V sum_of_squares = blur_across(moments.sum_of_squares + x);
    const V error = hn::IfThenElseZero(inside, structural_error(mu_r, mu_t, squared_difference, sum_of_squares));
    const V detail_r = hn::AbsDiff(hn::Load(d, reference + x), mu_r);
    const V detail_t = hn::AbsDiff(hn::Load(d, distorted + x), mu_t);
    const V gain = hn::IfThenElseZero(inside, hn::Div(hn::Sub(detail_t, detail_r), hn::Add(detail_r, one)));
    const V more = hn::Max(gain, zero), less = hn::Max(hn::Neg(gain), zero);
    ssim = hn::Add(ssim, error);
    ringing = hn::Add(ringing, more);
    blurring = hn::Add(blurring, less);
    ssim4 = fourth_power_plus(error, ssim4);
    ringing4 = fourth_power_plus(more, ringing4);
    blurring4 = fourth_power_plus(less, blurring4);
  }
  sums.ssim += total(ssim);
  sums.ringing += total(ringing);
  sums.blurring += total(blurring);
  sums.ssim4 += total(ssim4);
  sums.ringing4 += total(ringing4);
  sums.blurring4 += total(blurring4);
}

}  // namespace HWY_NAMESPACE
}  // namespace pictor::image::metric
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::metric {

HWY_EXPORT(to_xyb);
HWY_EXPORT(halve);
HWY_EXPORT(blur_columns);
HWY_EXPORT(add_errors);

void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width) { HWY_DYNAMIC_DISPATCH(to_xyb)(rgb, xyb, width); }

void halve(float* top, float* bottom, float* out, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(halve)(top, bottom, out, width);
}

void blur_columns(const Window& window, const Moments& out, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(blur_columns)(window, out, width);
}

void add_errors(const float* reference, const float* distorted, const Moments& moments, std::size_t width,
                ErrorSums& sums) {
  HWY_DYNAMIC_DISPATCH(add_errors)(reference, distorted, moments, width, sums);
}

}  // namespace pictor::image::metric
#endif
