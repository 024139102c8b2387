#include "image/encode/jpeg/quant_tables.h"

#include <algorithm>
#include <cmath>
#include "image/encode/jpeg/tuning.h"

namespace pictor::image::jpeg {
namespace {

double scale_of(int quality) { return quality < 50 ? 50.0 / quality : 2 - quality / 50.0; }
const int kA[64]={16,11,10,16,24,40,51,61,12,12,14,19,26,58,60,55,14,13,16,24,40,57,69,56,14,17,22,29,51,87,80,62,18,22,37,56,68,109,103,77,24,35,55,64,81,104,113,92,49,64,78,87,103,121,120,101,72,92,95,98,112,100,103,99};
const int kB[64]={17,18,24,47,99,99,99,99,18,21,26,66,99,99,99,99,24,26,56,99,99,99,99,99,47,66,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99,99};

QuantTable table(const double* knot, double scale) {
  static const double at[8] = {0, 1, 2, 3, 4, 5, 6.5, 9.9};
  QuantTable t;
  for (int v = 0; v < 8; ++v)
    for (int u = 0; u < 8; ++u) {
      const double r = std::hypot(u, v);
      int k = 0;
      while (k < 6 && at[k + 1] < r) k++;
      const double f = (r - at[k]) / (at[k + 1] - at[k]);
      double s = std::exp(std::log(knot[k]) * (1 - f) + std::log(knot[k + 1]) * f) * scale;
      if (u && v) s *= 1 + tuning.dg;
      if (v > u) s *= 1 + tuning.hv;
      t[v * 8 + u] = static_cast<std::uint16_t>(std::clamp(std::lround(s), 1L, 255L));
    }
  return t;
}

}  // namespace

QuantTables quant_tables(int quality) {
  const Tuning& t = tuning;
  double s = scale_of(quality) * t.scale;
  QuantTables q{table(t.y, s), table(t.c, s), table(t.d, s)};
  if (t.mode == 1)
    for (int i = 0; i < 64; i++) {
      q.luma[i] = static_cast<std::uint16_t>(std::clamp(std::lround(kA[i] * s), 1L, 255L));
      q.chroma[i] = q.cr[i] = static_cast<std::uint16_t>(std::clamp(std::lround(kB[i] * s), 1L, 255L));
    }
  return q;
}

}  // namespace pictor::image::jpeg
