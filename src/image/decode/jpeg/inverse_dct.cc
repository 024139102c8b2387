#include "image/decode/jpeg/inverse_dct.h"

#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

// Rows of eight samples: vectors of a size known at compile time, so no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/decode/jpeg/inverse_dct.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Ints = hn::CappedTag<std::int32_t, 8>;
using Pairs = hn::Repartition<std::int16_t, Ints>;

/// First pass: columns. 2 of the 13 bits of the weights stay, as in jidctint.c, so that roundings agree.
constexpr int kFirstShift = 11;
/// Second pass: the rest, and the 3 bits by which two passes of this scale are too large.
constexpr int kSecondShift = 18;
constexpr std::int32_t kSecondBias = (128 << kSecondShift) + (1 << (kSecondShift - 1));

/// a0 * b0 + a1 * b1 of each pair.
HWY_INLINE hn::Vec<Ints> pair_products(hn::Vec<Pairs> a, hn::Vec<Pairs> b) {
  const Ints d;
#if HWY_ARCH_X86
  auto unused = hn::Zero(d);
  return hn::ReorderWidenMulAccumulate(d, a, b, hn::Zero(d), unused);  // in order on x86
#else
  const auto a_pair = hn::BitCast(d, a);
  const auto b_pair = hn::BitCast(d, b);
  const auto low = [](auto v) { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
  return hn::Add(hn::Mul(low(a_pair), low(b_pair)), hn::Mul(hn::ShiftRight<16>(a_pair), hn::ShiftRight<16>(b_pair)));
#endif
}

HWY_INLINE hn::Vec<Pairs> both(std::int32_t pair) { return hn::BitCast(Pairs(), hn::Set(Ints(), pair)); }

/// kWide: more than four coefficients along the side are used.
template <bool kWide>
HWY_INLINE void transform_columns(const InverseDct::Tables& tables, const std::int16_t* coefficients, std::size_t x,
                                  std::int16_t* HWY_RESTRICT out) {
  const Ints d;
  const Pairs dp;
  const hn::Rebind<std::int16_t, Ints> narrow;
  const std::int16_t* at = coefficients + 2 * x;
  const auto even0 = hn::LoadU(dp, at);
  const auto even1 = kWide ? hn::LoadU(dp, at + 16) : hn::Zero(dp);
  const auto odd0 = hn::LoadU(dp, at + 32);
  const auto odd1 = kWide ? hn::LoadU(dp, at + 48) : hn::Zero(dp);
  const auto rounding = hn::Set(d, 1 << (kFirstShift - 1));
  const auto down = static_cast<std::size_t>(tables.down);
  for (std::size_t y = 0; y < (down + 1) / 2; ++y) {
    const std::int32_t* weights = tables.columns[y];
    auto even = hn::Add(pair_products(even0, both(weights[0])), rounding);
    auto odd = pair_products(odd0, both(weights[2]));
    if constexpr (kWide) {
      even = hn::Add(even, pair_products(even1, both(weights[1])));
      odd = hn::Add(odd, pair_products(odd1, both(weights[3])));
    }
    hn::StoreU(hn::DemoteTo(narrow, hn::ShiftRight<kFirstShift>(hn::Add(even, odd))), narrow, out + y * 8 + x);
    hn::StoreU(hn::DemoteTo(narrow, hn::ShiftRight<kFirstShift>(hn::Sub(even, odd))), narrow,
               out + (down - 1 - y) * 8 + x);
  }
}

template <int kPairs>
HWY_INLINE void transform_row(const InverseDct::Tables& tables, const std::int16_t* HWY_RESTRICT row,
                              std::uint8_t* HWY_RESTRICT out) {
  const Ints d;
  const hn::Rebind<std::uint8_t, Ints> narrow;
  std::int32_t pairs[kPairs];
  std::memcpy(pairs, row, sizeof(pairs));
  for (std::size_t x = 0; x < std::size_t{kPairs} * 2; x += hn::Lanes(d)) {
    auto sum = hn::Set(d, kSecondBias);
    for (int j = 0; j < kPairs; ++j) {
      sum = hn::Add(sum, pair_products(both(pairs[j]), hn::BitCast(Pairs(), hn::LoadU(d, tables.rows[j] + x))));
    }
    hn::StoreU(hn::DemoteTo(narrow, hn::ShiftRight<kSecondShift>(sum)), narrow, out + x);
  }
}

template <bool kTall, bool kWide>
void Transform(const InverseDct::Tables& tables, const std::int16_t* coefficients, std::uint8_t* out,
               std::ptrdiff_t stride) {
  constexpr int kPairs = kWide ? 4 : 2;
  alignas(32) std::int16_t columns[64];
  for (std::size_t x = 0; x < std::size_t{kPairs} * 2; x += hn::Lanes(Ints())) {
    transform_columns<kTall>(tables, coefficients, x, columns);
  }
  for (std::ptrdiff_t y = 0; y < tables.down; ++y) transform_row<kPairs>(tables, columns + y * 8, out + y * stride);
}

InverseDct::Kernel KernelFor(bool tall, bool wide) {
  if (tall) return wide ? &Transform<true, true> : &Transform<true, false>;
  return wide ? &Transform<false, true> : &Transform<false, false>;
}

}  // namespace pictor::image::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::jpeg {

HWY_EXPORT(KernelFor);

namespace {

/// weights[k][x]: what coefficient k adds to sample x of `side`, in 2^-13, times the square root of 8.
using Weights = std::array<std::array<int, 8>, 8>;

/// The 8-point transform of jidctint.c multiplied out: its roundings are those of its constants, which are of the
/// factorisation by Loeffler, Ligtenberg and Moschytz (ICASSP 1989). Samples 4..7 mirror these.
constexpr int kEight[8][4] = {{8192, 8192, 8192, 8192},     {11363, 9633, 6437, 2260},  {10703, 4433, -4433, -10703},
                              {9633, -2259, -11362, -6436}, {8192, -8192, -8192, 8192}, {6437, -11362, 2261, 9633},
                              {4433, -10704, 10704, -4433}, {2260, -6436, 9633, -11363}};

Weights weights_of(int side) {
  Weights weights{};
  for (int k = 0; k < side; ++k) {
    for (int x = 0; x < side; ++x) {
      if (side == 8) {
        weights[k][x] = x < 4 ? kEight[k][x] : (k % 2 == 0 ? kEight[k][7 - x] : -kEight[k][7 - x]);
      } else {
        const double scale = k == 0 ? 1 : std::numbers::sqrt2;
        weights[k][x] =
            static_cast<int>(std::lround(8192 * scale * std::cos((2 * x + 1) * k * std::numbers::pi / (2 * side))));
      }
    }
  }
  return weights;
}

/// Two weights as they lie in memory one after the other.
std::int32_t pair_of(int first, int second) {
  const std::array<std::int16_t, 2> pair = {static_cast<std::int16_t>(first), static_cast<std::int16_t>(second)};
  std::int32_t packed = 0;
  std::memcpy(&packed, pair.data(), sizeof(packed));
  return packed;
}

}  // namespace

InverseDct::InverseDct(int across, int down)
    : tables_{.across = across, .down = down, .columns = {}, .rows = {}},
      kernel_(HWY_DYNAMIC_DISPATCH(KernelFor)(down > 4, across > 4)) {
  const Weights columns = weights_of(down);
  for (int y = 0; y < 4; ++y) {
    constexpr int kFirst[4] = {0, 4, 1, 5};
    for (int j = 0; j < 4; ++j) {
      tables_.columns[y][j] = pair_of(columns[kFirst[j]][y], columns[kFirst[j] + 2][y]);
    }
  }
  const Weights rows = weights_of(across);
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t x = 0; x < 8; ++x) tables_.rows[j][x] = pair_of(rows[2 * j][x], rows[2 * j + 1][x]);
  }
}

}  // namespace pictor::image::jpeg
#endif
