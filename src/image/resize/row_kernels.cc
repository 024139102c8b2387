#include "image/resize/row_kernels.h"

#include <algorithm>
#include <cstdint>

#include "image/resize/light.h"

// A spread pixel is four floats, so vectors must be whole pixels of a size known at compile time: no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resize/row_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kBatchPixel = std::size_t{kRowBatch} * kSpreadChannels;  ///< floats

using Floats = hn::CappedTag<float, kBatchPixel>;
using Pixel = hn::FixedTag<float, kSpreadChannels>;
constexpr std::size_t kLanes = hn::MaxLanes(Floats());

/// Two vectors at a time, so that one weight serves both.
void AddRows(const float* const (&rows)[kRowBatch], std::span<const RowShare> shares, std::size_t fresh,
             std::size_t floats) {
  static_assert(kRowPadding >= 2 * kBatchPixel);
  const Floats d;
  for (std::size_t x = 0; x < floats; x += 2 * kLanes) {
    const auto low_0 = hn::LoadU(d, rows[0] + x), high_0 = hn::LoadU(d, rows[0] + x + kLanes);
    const auto low_1 = hn::LoadU(d, rows[1] + x), high_1 = hn::LoadU(d, rows[1] + x + kLanes);
    const auto low_2 = hn::LoadU(d, rows[2] + x), high_2 = hn::LoadU(d, rows[2] + x + kLanes);
    const auto low_3 = hn::LoadU(d, rows[3] + x), high_3 = hn::LoadU(d, rows[3] + x + kLanes);
    const auto add_to = [&](const RowShare& share, auto low, auto high) HWY_ATTR {
      const auto add = [&](float weight, auto low_row, auto high_row) HWY_ATTR {
        const auto all = hn::Set(d, weight);
        low = hn::MulAdd(low_row, all, low);
        high = hn::MulAdd(high_row, all, high);
      };
      add(share.weights[0], low_0, high_0);
      add(share.weights[1], low_1, high_1);
      add(share.weights[2], low_2, high_2);
      add(share.weights[3], low_3, high_3);
      hn::StoreU(low, d, share.sum + x);
      hn::StoreU(high, d, share.sum + x + kLanes);
    };
    for (const RowShare& share : shares.first(shares.size() - fresh)) {
      add_to(share, hn::LoadU(d, share.sum + x), hn::LoadU(d, share.sum + x + kLanes));
    }
    for (const RowShare& share : shares.last(fresh)) add_to(share, hn::Zero(d), hn::Zero(d));
  }
}

/// A row without alpha brings the next pixel's red along as its fourth channel: nobody looks at it.
template <int kChannels>
HWY_INLINE void spread(const float* const (&rows)[kRowBatch], std::size_t pixels, float* HWY_RESTRICT to) {
  const Pixel d;
  for (std::size_t x = 0; x < pixels; ++x) {
    for (const float* row : rows) {
      hn::StoreU(hn::LoadU(d, row + x * kChannels), d, to);
      to += kSpreadChannels;
    }
  }
}

void SpreadRows(const float* const (&rows)[kRowBatch], int channels, std::size_t pixels, float* batch) {
  channels == 3 ? spread<3>(rows, pixels, batch) : spread<4>(rows, pixels, batch);
}

/// The pixels in a vector, each to its row, four channels written whatever the row has: left to right, the next pixel
/// puts right what this one spoils.
template <class D>
HWY_INLINE void store_pixels(D d, hn::Vec<D> v, float* const* out, std::size_t at) {
  if constexpr (hn::MaxLanes(d) > kSpreadChannels) {
    const hn::Half<D> half;
    store_pixels(half, hn::LowerHalf(half, v), out, at);
    store_pixels(half, hn::UpperHalf(half, v), out + hn::MaxLanes(half) / kSpreadChannels, at);
  } else {
    hn::StoreU(v, Pixel(), *out + at);
  }
}

void ResampleBatch(const float* HWY_RESTRICT batch, const RowTaps& taps, int channels, float* const (&out)[kRowBatch]) {
  constexpr std::size_t kParts = kBatchPixel / kLanes;
  const Floats d;
  const std::size_t out_pixels = taps.first.size();
  const float* weight = taps.weights.data();
  for (std::size_t i = 0; i < out_pixels; ++i) {
    const float* pixel = batch + static_cast<std::size_t>(taps.first[i]) * kBatchPixel;
    // Two chains of sums, each half as long to wait for.
    hn::Vec<Floats> sums[kParts];
    hn::Vec<Floats> others[kParts];
    for (std::size_t part = 0; part < kParts; ++part) sums[part] = others[part] = hn::Zero(d);
    for (int tap = 0; tap < taps.count; tap += 2, weight += 2, pixel += 2 * kBatchPixel) {
      const auto even = hn::Set(d, weight[0]);
      const auto odd = hn::Set(d, weight[1]);
      for (std::size_t part = 0; part < kParts; ++part) {
        sums[part] = hn::MulAdd(hn::LoadU(d, pixel + part * kLanes), even, sums[part]);
        others[part] = hn::MulAdd(hn::LoadU(d, pixel + kBatchPixel + part * kLanes), odd, others[part]);
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) sums[part] = hn::Add(sums[part], others[part]);
    for (std::size_t part = 0; part < kParts; ++part) {
      store_pixels(d, sums[part], out + part * (kLanes / kSpreadChannels), i * static_cast<std::size_t>(channels));
    }
  }
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {

HWY_EXPORT(AddRows);
HWY_EXPORT(SpreadRows);
HWY_EXPORT(ResampleBatch);

RowTaps lay_out(const FilterWeights& taps, int skipped) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < taps.size(); ++i) most = std::max(most, taps[i].weights.size());
  most += most % 2;
  RowTaps row{.count = static_cast<int>(most), .first = {}, .weights = std::vector<float>(most * taps.size())};
  for (std::size_t i = 0; i < taps.size(); ++i) {
    row.first.push_back(taps[i].first - skipped);
    std::ranges::copy(taps[i].weights, row.weights.begin() + static_cast<std::ptrdiff_t>(most * i));
  }
  return row;
}

void add_rows(const float* const (&rows)[kRowBatch], std::span<const RowShare> shares, std::size_t fresh,
              std::size_t floats) {
  HWY_DYNAMIC_DISPATCH(AddRows)(rows, shares, fresh, floats);
}

void spread_rows(const float* const (&rows)[kRowBatch], int channels, std::size_t pixels, float* batch) {
  HWY_DYNAMIC_DISPATCH(SpreadRows)(rows, channels, pixels, batch);
}

void resample_batch(const float* batch, const RowTaps& taps, int channels, float* const (&out)[kRowBatch]) {
  HWY_DYNAMIC_DISPATCH(ResampleBatch)(batch, taps, channels, out);
}

}  // namespace pictor::image
#endif
