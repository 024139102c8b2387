#include "image/encode/webp/quantisers.h"

#include <algorithm>
#include <cmath>

#include "image/encode/webp/token_rates.h"

namespace pictor::image::vp8 {
namespace {

int dc_step(int index) { return kDcSteps[std::clamp(index, 0, kQuantIndices - 1)]; }
int ac_step(int index) { return kAcSteps[std::clamp(index, 0, kQuantIndices - 1)]; }

/// Bits that a squared step of error in luma is worth: twice as many or half as many cost 1 %. Of chroma, which counts
/// less in a squared error than it is seen, more.
constexpr double kWorthOfStep = 48;
constexpr double kChromaWorth = 1.8;
/// Bits that a step of distance_of() is taken for.
constexpr double kBitsPerDistance = 7;

Quantiser quantiser_of(int dc, int ac, double bits_per_square) {
  Quantiser made{};
  made.reciprocals.fill(static_cast<std::uint16_t>(65536 / ac));
  made.reciprocals[0] = static_cast<std::uint16_t>(65536 / dc);
  made.dc_step = dc;
  made.ac_step = ac;
  made.worth = std::llround(bits_per_square * kBit * (1 << kWorthShift));
  made.distance_cost = std::llround(kBitsPerDistance / ac * kBit * (1 << kWorthShift));
  return made;
}

}  // namespace

Quantisers quantisers_of(int index, const QuantiserDeltas& deltas) {
  const double step = ac_step(index);
  const double worth = kWorthOfStep / (step * step);
  const int luma_dcs_ac = std::max(8, ac_step(index + deltas.luma_dcs_ac) * 155 / 100);
  return {.luma = quantiser_of(dc_step(index + deltas.luma_dc), ac_step(index), worth),
          .luma_dcs = quantiser_of(2 * dc_step(index + deltas.luma_dcs_dc), luma_dcs_ac, worth / 4),
          .chroma = quantiser_of(std::min(132, dc_step(index + deltas.chroma_dc)), ac_step(index + deltas.chroma_ac),
                                 worth * kChromaWorth)};
}

}  // namespace pictor::image::vp8
