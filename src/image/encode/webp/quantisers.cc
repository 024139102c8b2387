#include "image/encode/webp/quantisers.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "image/encode/webp/token_rates.h"

namespace pictor::image::vp8 {
namespace {

double tune(const char* name, double otherwise) {
  const char* v = std::getenv(name);
  return v ? std::atof(v) : otherwise;
}

int dc_step(int index) { return kDcSteps[std::clamp(index, 0, kQuantIndices - 1)]; }
int ac_step(int index) { return kAcSteps[std::clamp(index, 0, kQuantIndices - 1)]; }

Quantiser quantiser_of(int dc, int ac, double bits_per_square, double unit) {
  Quantiser made{};
  for (int i = 0; i < kBlockSize; ++i) {
    const int step = i == 0 ? dc : ac;
    made.step[i] = static_cast<std::int16_t>(step);
    made.reciprocal[i] = static_cast<std::uint16_t>(65536 / step);
    const int natural = kZigzag[i];
    const double f = (natural % 4) + (natural / 4);
    const double w = 1 / (1 + tune("FW", 0.0) * f);
    made.worth[i] = static_cast<std::int32_t>(std::lround(bits_per_square * unit * w * kBit * (1 << kWorthShift)));
  }
  return made;
}

}  // namespace

Quantisers quantisers_of(int index, const QuantiserDeltas& deltas) {
  const double step = ac_step(index);
  const double worth = tune("WORTH", 8) / (step * step);
  const int luma_dcs_ac = std::max(8, ac_step(index + deltas.luma_dcs_ac) * 155 / 100);
  return {.luma = quantiser_of(dc_step(index + deltas.luma_dc), ac_step(index), worth, 1),
          .luma_dcs = quantiser_of(2 * dc_step(index + deltas.luma_dcs_dc), luma_dcs_ac, worth, 0.25),
          .chroma = quantiser_of(std::min(132, dc_step(index + deltas.chroma_dc)), ac_step(index + deltas.chroma_ac),
                                 worth, tune("UVW", 1.0))};
}

}  // namespace pictor::image::vp8
