#include "image/encode/jpeg/transform_kernels.h"

#include <algorithm>
#include <cstring>

// Blocks are eight wide, so vectors must be of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/encode/jpeg/transform_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Shorts = hn::CappedTag<std::int16_t, 16>;
using Floats = hn::CappedTag<float, kBlockSide>;
using ShortsOfFloats = hn::Rebind<std::int16_t, Floats>;
using IntsOfFloats = hn::RebindToSigned<Floats>;

/// Levels are shifted up so far that they fill 15 bits, which MulFixedPoint15() takes the high half of.
constexpr int kLevelShift = 7;
constexpr double kFixedPoint = 32768.0 * kSampleUnit / (1 << kLevelShift);
constexpr std::int16_t fixed(double factor) {
  return static_cast<std::int16_t>(factor * kFixedPoint + (factor < 0 ? -0.5 : 0.5));
}

/// Three factors of R, G and B as in ITU-T T.871; the last one makes up for the rounding of the first two.
struct Mix {
  std::int16_t r, g, b;
};
constexpr Mix kY = {fixed(0.299), static_cast<std::int16_t>(fixed(1) - fixed(0.299) - fixed(0.114)), fixed(0.114)};
constexpr Mix kCb = {fixed(-0.168736), static_cast<std::int16_t>(-fixed(0.5) - fixed(-0.168736)), fixed(0.5)};
constexpr Mix kCr = {fixed(0.5), static_cast<std::int16_t>(-fixed(0.5) - fixed(-0.081312)), fixed(-0.081312)};

template <class V>
HWY_INLINE V mixed(const Mix& mix, V r, V g, V b) {
  const Shorts d;
  const auto red = hn::MulFixedPoint15(r, hn::Set(d, mix.r));
  const auto green = hn::MulFixedPoint15(g, hn::Set(d, mix.g));
  const auto blue = hn::MulFixedPoint15(b, hn::Set(d, mix.b));
  return hn::Add(hn::Add(red, blue), green);
}

HWY_INLINE void convert_pixels(const std::uint8_t* rgb, std::int16_t* y, std::int16_t* cb, std::int16_t* cr) {
  const Shorts d;
  const hn::Rebind<std::uint8_t, Shorts> du;
  auto r8 = hn::Zero(du);
  auto g8 = r8;
  auto b8 = r8;
  hn::LoadInterleaved3(du, rgb, r8, g8, b8);
  const auto r = hn::ShiftLeft<kLevelShift>(hn::PromoteTo(d, r8));
  const auto g = hn::ShiftLeft<kLevelShift>(hn::PromoteTo(d, g8));
  const auto b = hn::ShiftLeft<kLevelShift>(hn::PromoteTo(d, b8));
  hn::StoreU(hn::Sub(mixed(kY, r, g, b), hn::Set(d, std::int16_t{128 * kSampleUnit})), d, y);
  hn::StoreU(mixed(kCb, r, g, b), d, cb);
  hn::StoreU(mixed(kCr, r, g, b), d, cr);
}

void RgbToYcc(const std::uint8_t* rgb, int width, std::int16_t* y, std::int16_t* cb, std::int16_t* cr) {
  constexpr int kLanes = hn::MaxLanes(Shorts());
  int x = 0;
  for (; x + kLanes <= width; x += kLanes) {
    convert_pixels(rgb + std::ptrdiff_t{3} * x, y + x, cb + x, cr + x);
  }
  if (x == width) return;
  std::uint8_t rest[3 * kLanes] = {};
  std::memcpy(rest, rgb + std::ptrdiff_t{3} * x, std::size_t{3} * (width - x));
  convert_pixels(rest, y + x, cb + x, cr + x);
}

void HalveRows(const std::int16_t* upper, const std::int16_t* lower, int out_width, std::int16_t* out) {
  const Shorts d;
  constexpr int kLanes = hn::MaxLanes(Shorts());
  for (int x = 0; x < out_width; x += kLanes) {
    auto a = hn::Zero(d);
    auto b = a;
    auto c = a;
    auto e = a;
    hn::LoadInterleaved2(d, upper + std::ptrdiff_t{2} * x, a, b);
    hn::LoadInterleaved2(d, lower + std::ptrdiff_t{2} * x, c, e);
    const auto sum = hn::Add(hn::Add(a, b), hn::Add(c, e));
    hn::StoreU(hn::ShiftRight<2>(hn::Add(sum, hn::Set(d, std::int16_t{2}))), d, out + x);
  }
}

/// kCosine[k][n] = c(k) / 2 cos((2 n + 1) k pi / 16), c(0) = sqrt(1/2), else 1: the orthonormal DCT-II (ITU-T T.81
/// A.3.3).
constexpr double kC[8] = {0.35355339059327379, 0.49039264020161522, 0.46193976625564337, 0.41573480615127262,
                          0.35355339059327379, 0.27778511650980109, 0.19134171618254489, 0.09754516100806412};
constexpr double cosine(int k, int n) {
  if (k == 0) return kC[0];
  const int angle = (2 * n + 1) * k % 32;  // of 32 steps around the circle
  const int folded = angle < 16 ? angle : 32 - angle;
  return folded < 8 ? kC[folded] : -kC[16 - folded];
}
struct CosineTable {
  alignas(64) float at[kBlockSide][kBlockSide];
};
constexpr CosineTable cosines(double scale, bool transposed) {
  CosineTable table{};
  for (int k = 0; k < kBlockSide; ++k) {
    for (int n = 0; n < kBlockSide; ++n) {
      (transposed ? table.at[n][k] : table.at[k][n]) = static_cast<float>(scale * cosine(k, n));
    }
  }
  return table;
}
// Samples in sixteenths to coefficients in eighths, and whole coefficients to samples in sixteenths.
constexpr CosineTable kForwardDown = cosines(static_cast<double>(kCoefficientUnit) / kSampleUnit, false);
constexpr CosineTable kForwardAcross = cosines(1, true);
constexpr CosineTable kInverseDown = cosines(kSampleUnit, true);
constexpr CosineTable kInverseAcross = cosines(1, false);

HWY_INLINE void load_rows(const std::int16_t* in, std::size_t stride, hn::Vec<Floats> (&rows)[kBlockSide]) {
  const Floats d;
  for (int n = 0; n < kBlockSide; ++n) {
    const auto shorts = hn::LoadU(ShortsOfFloats(), in + n * stride);
    rows[n] = hn::ConvertTo(d, hn::PromoteTo(IntsOfFloats(), shorts));
  }
}

/// The sum of factors[n] * terms[n].
template <int kTerms>
HWY_INLINE hn::Vec<Floats> product(const float* factors, const hn::Vec<Floats>* terms) {
  const Floats d;
  auto sum = hn::Mul(terms[0], hn::Set(d, factors[0]));
  for (int n = 1; n < kTerms; ++n) sum = hn::MulAdd(terms[n], hn::Set(d, factors[n]), sum);
  return sum;
}

/// out = in x right for 8x8 matrices, rounded.
HWY_INLINE void multiply_across(const float* in, const CosineTable& right, std::int16_t* out) {
  const Floats d;
  const ShortsOfFloats ds;
  for (int x = 0; x < kBlockSide; x += hn::MaxLanes(Floats())) {
    hn::Vec<Floats> columns[kBlockSide];
    for (int n = 0; n < kBlockSide; ++n) columns[n] = hn::LoadU(d, right.at[n] + x);
    for (int k = 0; k < kBlockSide; ++k) {
      const auto sum = product<kBlockSide>(in + std::ptrdiff_t{kBlockSide} * k, columns);
      hn::StoreU(hn::DemoteTo(ds, hn::NearestInt(sum)), ds, out + std::ptrdiff_t{kBlockSide} * k + x);
    }
  }
}

/// The cosines of even frequencies are the same from both ends and of odd ones opposite, which halves the products.
HWY_INLINE void forward_down(const std::int16_t* samples, std::size_t stride, float* out) {
  const Floats d;
  constexpr int kHalf = kBlockSide / 2;
  for (int x = 0; x < kBlockSide; x += hn::MaxLanes(Floats())) {
    hn::Vec<Floats> rows[kBlockSide];
    load_rows(samples + x, stride, rows);
    hn::Vec<Floats> sums[kHalf];
    hn::Vec<Floats> differences[kHalf];
    for (int n = 0; n < kHalf; ++n) {
      sums[n] = hn::Add(rows[n], rows[kBlockSide - 1 - n]);
      differences[n] = hn::Sub(rows[n], rows[kBlockSide - 1 - n]);
    }
    for (int k = 0; k < kBlockSide; k += 2) {
      hn::StoreU(product<kHalf>(kForwardDown.at[k], sums), d, out + std::ptrdiff_t{kBlockSide} * k + x);
      hn::StoreU(product<kHalf>(kForwardDown.at[k + 1], differences), d,
                 out + std::ptrdiff_t{kBlockSide} * (k + 1) + x);
    }
  }
}

void ForwardDct(const std::int16_t* samples, std::size_t stride, int blocks, std::int16_t* coefficients) {
  alignas(64) float half[kBlockSize];
  for (int i = 0; i < blocks; ++i) {
    forward_down(samples + std::ptrdiff_t{kBlockSide} * i, stride, half);
    multiply_across(half, kForwardAcross, coefficients + std::ptrdiff_t{kBlockSize} * i);
  }
}

void InverseDct(const std::int16_t* coefficients, std::int16_t* samples) {
  const Floats d;
  alignas(64) float half[kBlockSize];
  for (int x = 0; x < kBlockSide; x += hn::MaxLanes(Floats())) {
    hn::Vec<Floats> rows[kBlockSide];
    load_rows(coefficients + x, kBlockSide, rows);
    for (int k = 0; k < kBlockSide; ++k) {
      hn::StoreU(product<kBlockSide>(kInverseDown.at[k], rows), d, half + std::ptrdiff_t{kBlockSide} * k + x);
    }
  }
  multiply_across(half, kInverseAcross, samples);
}

void Quantise(const std::int16_t* coefficients, int blocks, const Quantiser& quantiser, std::int16_t* levels) {
  const Floats d;
  const ShortsOfFloats ds;
  const IntsOfFloats di;
  for (std::ptrdiff_t at = 0; at < std::ptrdiff_t{kBlockSize} * blocks; at += kBlockSize) {
    for (int k = 0; k < kBlockSize; k += hn::MaxLanes(Floats())) {
      const auto c = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(ds, coefficients + at + k)));
      const auto size =
          hn::MulAdd(hn::Abs(c), hn::Load(d, quantiser.reciprocal + k), hn::Load(d, quantiser.rounding + k));
      const auto whole = hn::ConvertTo(di, hn::CopySign(size, c));
      hn::StoreU(hn::DemoteTo(ds, whole), ds, levels + at + k);
    }
  }
}

}  // namespace pictor::image::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::jpeg {

HWY_EXPORT(RgbToYcc);
HWY_EXPORT(HalveRows);
HWY_EXPORT(ForwardDct);
HWY_EXPORT(InverseDct);
HWY_EXPORT(Quantise);

void rgb_to_ycc(const std::uint8_t* rgb, int width, std::int16_t* y, std::int16_t* cb, std::int16_t* cr) {
  HWY_DYNAMIC_DISPATCH(RgbToYcc)(rgb, width, y, cb, cr);
}

void halve_rows(const std::int16_t* upper, const std::int16_t* lower, int out_width, std::int16_t* out) {
  HWY_DYNAMIC_DISPATCH(HalveRows)(upper, lower, out_width, out);
}

void forward_dct(const std::int16_t* samples, std::size_t stride, int blocks, std::int16_t* coefficients) {
  HWY_DYNAMIC_DISPATCH(ForwardDct)(samples, stride, blocks, coefficients);
}

void inverse_dct(const std::int16_t* coefficients, std::int16_t* samples) {
  HWY_DYNAMIC_DISPATCH(InverseDct)(coefficients, samples);
}

void quantise(const std::int16_t* coefficients, int blocks, const Quantiser& quantiser, std::int16_t* levels) {
  HWY_DYNAMIC_DISPATCH(Quantise)(coefficients, blocks, quantiser, levels);
}

}  // namespace pictor::image::jpeg
#endif
