#include "image/color/hdr_tone_map.h"

#include <algorithm>
#include <cmath>

#include "image/color/rgb_matrix.h"
#include "image/color/sample_depth.h"
#include "image/color/srgb_curve.h"

namespace pictor::image {
namespace {

constexpr int kTableSize = 4096;
constexpr double kFullScale = 10'000;  ///< cd/m2 that PQ code 1 stands for
constexpr double kSdrWhite = 203;      ///< cd/m2, BT.2408
constexpr double kPeak = 1000;         ///< cd/m2, of the display that sources are taken to be graded on

// SMPTE ST 2084, also BT.2100 table 4.
constexpr double kM1 = 2610.0 / 16384;
constexpr double kM2 = 2523.0 / 4096 * 128;
constexpr double kC1 = 3424.0 / 4096;
constexpr double kC2 = 2413.0 / 4096 * 32;
constexpr double kC3 = 2392.0 / 4096 * 32;

double light_of_pq(double code) {
  const double power = std::pow(code, 1 / kM2);
  return std::pow(std::max(power - kC1, 0.0) / (kC2 - kC3 * power), 1 / kM1);
}

double pq_of_light(double light) {
  const double power = std::pow(light, kM1);
  return std::pow((kC1 + kC2 * power) / (1 + kC3 * power), kM2);
}

/// BT.2100 table 5: the inverse of the HLG OETF, scene light 0..1.
double scene_of_hlg(double code) {
  constexpr double kA = 0.17883277;
  constexpr double kB = 1 - 4 * kA;
  const double c = 0.5 - kA * std::log(4 * kA);
  return code <= 0.5 ? code * code / 3 : (std::exp((code - c) / kA) + kB) / 12;
}

/// BT.2390-10 section 5.4.1: a Hermite spline from the knee to the target's peak, in PQ codes.
double compressed_pq(double code) {
  const double source_peak = pq_of_light(kPeak / kFullScale);
  const double target = pq_of_light(kSdrWhite / kFullScale) / source_peak;
  const double knee = 1.5 * target - 0.5;
  const double e1 = std::min(code / source_peak, 1.0);
  if (e1 < knee) return code;
  const double t = (e1 - knee) / (1 - knee);
  const double t2 = t * t;
  const double t3 = t2 * t;
  const double e2 = (2 * t3 - 3 * t2 + 1) * knee + (t3 - 2 * t2 + t) * (1 - knee) + (-2 * t3 + 3 * t2) * target;
  return e2 * source_peak;
}

/// Entry i holds f(i / (size - 1)).
template <class T, class F>
std::vector<T> tabulate(const F& f) {
  std::vector<T> table(kTableSize);
  for (int i = 0; i < kTableSize; ++i) table[i] = static_cast<T>(f(i / double{kTableSize - 1}));
  return table;
}

/// Where light (0..1) is in a table by its square root, which spends the entries where eyes do.
float by_root(float light) { return std::sqrt(std::clamp(light, 0.0F, 1.0F)) * (kTableSize - 1); }

std::uint8_t nearest(const std::vector<std::uint8_t>& table, float at) {
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, and lround() would be a call for every sample
  return table[static_cast<std::size_t>(at + 0.5F)];
}

float interpolated(const std::vector<float>& table, float at) {
  const std::size_t below = std::min(static_cast<std::size_t>(at), table.size() - 2);
  return std::lerp(table[below], table[below + 1], at - static_cast<float>(below));
}

}  // namespace

HdrToneMap::HdrToneMap(HdrTransfer transfer, const Chromaticities& primaries)
    : transfer_(transfer), to_srgb_(linear_rgb_matrix(primaries, Chromaticities{})) {
  light_of_code_ = tabulate<float>(
      [&](double code) { return transfer == HdrTransfer::kPq ? light_of_pq(code) : scene_of_hlg(code); });
  scale_of_light_ = tabulate<float>([](double root) {
    const double light = std::max(root * root, 1e-9);
    return light_of_pq(compressed_pq(pq_of_light(light))) / light * kFullScale / kSdrWhite;
  });
  srgb_code_ = tabulate<std::uint8_t>([](double root) { return std::lround(255 * encode_srgb(root * root)); });
}

HdrToneMap::Color HdrToneMap::displayed_light(const std::uint16_t* codes) const {
  Color light;
  for (std::size_t i = 0; i < 3; ++i) light[i] = light_of_code_[codes[i] >> 4];
  if (transfer_ == HdrTransfer::kPq) return light;
  // BT.2100 table 5: the OOTF of a 1000 cd/m2 display, gamma 1.2 on luminance.
  const float luminance = 0.2627F * light[0] + 0.6780F * light[1] + 0.0593F * light[2];
  const float gain = std::pow(luminance, 0.2F) * static_cast<float>(kPeak / kFullScale);
  for (float& component : light) component *= gain;
  return light;
}

void HdrToneMap::apply(const std::uint16_t* from, int channels, std::uint8_t* to, std::size_t pixels) const {
  for (std::size_t i = 0; i < pixels; ++i, from += channels, to += channels) {
    Color light = displayed_light(from);
    const float scale = interpolated(scale_of_light_, by_root(std::ranges::max(light)));
    for (float& component : light) component *= scale;
    for (std::size_t row = 0; row < 3; ++row) {
      const Color& m = to_srgb_[row];
      to[row] = nearest(srgb_code_, by_root(m[0] * light[0] + m[1] * light[1] + m[2] * light[2]));
    }
    if (channels == 4) to[3] = round_to_8_bits(from[3]);
  }
}

}  // namespace pictor::image
