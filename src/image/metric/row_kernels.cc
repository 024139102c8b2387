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

HWY_INLINE void store_inside(V value, float* row, std::size_t x, std::size_t width) {
  const D d;
  hn::Store(hn::IfThenElseZero(hn::FirstN(d, width - x), value), d, row + x);
}

void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const V red = hn::Load(d, rgb[0] + x), green = hn::Load(d, rgb[1] + x), blue = hn::Load(d, rgb[2] + x);
    const V l = cone(red, green, blue, 0.30, 0.622);
    const V m = cone(red, green, blue, 0.23, 0.692);
    const V y = hn::Mul(hn::Add(l, m), splat(0.5));
    if (xyb[0]) store_inside(hn::MulAdd(hn::Sub(l, m), splat(7), splat(0.42)), xyb[0], x, width);
    if (xyb[1]) store_inside(hn::Add(y, splat(0.01)), xyb[1], x, width);
    if (xyb[2]) {
      const V s = cone(red, green, blue, 0.24342268924547819, 0.20476744424496821);
      store_inside(hn::Add(hn::Sub(s, y), splat(0.55)), xyb[2], x, width);
    }
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

void multiply(const float* reference, const MomentRows& moments, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const V r = hn::Load(d, reference + x), t = hn::Load(d, moments[kDistorted] + x);
    const V difference = hn::Sub(r, t);
    hn::Store(hn::Mul(difference, difference), d, moments[kSquaredDifference] + x);
    hn::Store(hn::MulAdd(r, r, hn::Mul(t, t)), d, moments[kSumOfSquares] + x);
  }
}

void blur_columns(const Window& window, float* out, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    V sum = hn::Mul(hn::Load(d, window[kRadius] + x), hn::Set(d, kTaps[0]));
    HWY_UNROLL(kRadius)
    for (int k = 1; k <= kRadius; ++k) {
      const V pair = hn::Add(hn::Load(d, window[kRadius - k] + x), hn::Load(d, window[kRadius + k] + x));
      sum = hn::MulAdd(pair, hn::Set(d, kTaps[k]), sum);
    }
    hn::Store(sum, d, out + x);
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

void blur_row(const float* row, float* out, std::size_t width) {
  const D d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) hn::Store(blur_across(row + x), d, out + x);
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

void add_errors(const ComparedRow& row, std::size_t width, ErrorSums& sums) {
  const D d;
  const V zero = hn::Zero(d), one = splat(1);
  V ssim = zero, ringing = zero, blurring = zero, ssim4 = zero, ringing4 = zero, blurring4 = zero;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto inside = hn::FirstN(d, width - x);
    const V mu_r = hn::Load(d, row.reference_mean + x), mu_t = blur_across(row.moments[kDistorted] + x);
    const V squared_difference = blur_across(row.moments[kSquaredDifference] + x);
    const V sum_of_squares = blur_across(row.moments[kSumOfSquares] + x);
    const V error = hn::IfThenElseZero(inside, structural_error(mu_r, mu_t, squared_difference, sum_of_squares));
    const V detail_r = hn::AbsDiff(hn::Load(d, row.reference + x), mu_r);
    const V detail_t = hn::AbsDiff(hn::Load(d, row.distorted + x), mu_t);
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
HWY_EXPORT(multiply);
HWY_EXPORT(blur_columns);
HWY_EXPORT(blur_row);
HWY_EXPORT(add_errors);

void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width) { HWY_DYNAMIC_DISPATCH(to_xyb)(rgb, xyb, width); }

void halve(float* top, float* bottom, float* out, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(halve)(top, bottom, out, width);
}

void multiply(const float* reference, const MomentRows& moments, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(multiply)(reference, moments, width);
}

void blur_columns(const Window& window, float* out, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(blur_columns)(window, out, width);
}

void blur_row(const float* row, float* out, std::size_t width) { HWY_DYNAMIC_DISPATCH(blur_row)(row, out, width); }

void add_errors(const ComparedRow& row, std::size_t width, ErrorSums& sums) {
  HWY_DYNAMIC_DISPATCH(add_errors)(row, width, sums);
}

}  // namespace pictor::image::metric
#endif
