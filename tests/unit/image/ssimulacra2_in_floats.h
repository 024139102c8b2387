#pragma once
// SSIMULACRA 2.1 as its reference implementation computes it, rounding included: single precision, and a blur by a
// recursion whose rounding grows along rows and columns. Plain and slow. Sources: Jon Sneyers's description of the
// metric (Cloudinary); the recursion is that of D. Charalampidis, Recursive Implementation of the Gaussian Filter Using
// Truncated Cosine Functions (IEEE Trans. Signal Processing 64(14), 2016).

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "image/metric/score.h"

namespace pictor::test {

struct FloatPlane {
  int width = 0;
  int height = 0;
  std::vector<float> samples;

  FloatPlane(int w, int h) : width(w), height(h), samples(static_cast<std::size_t>(w) * h) {}
  float& at(int x, int y) { return samples[static_cast<std::size_t>(y) * width + x]; }
  float at(int x, int y) const { return samples[static_cast<std::size_t>(y) * width + x]; }
};
using FloatPlanes = std::vector<FloatPlane>;  // three

/// The recursive blur: sigma 1.5, radius 5, three cosines.
class RecursiveBlur {
 public:
  RecursiveBlur() {
    constexpr double kSigma = 1.5;
    std::array<double, kTerms> omega{}, p{}, r{}, rho{};
    for (int i = 0; i < kTerms; ++i) {
      omega[i] = (2 * i + 1) * std::numbers::pi / (2 * kRadius);
      const double sign = i == 1 ? -1 : 1;
      p[i] = sign / std::tan(0.5 * omega[i]);
      r[i] = sign * p[i] * p[i] / std::sin(omega[i]);
      rho[i] = std::exp(-0.5 * kSigma * kSigma * omega[i] * omega[i]) / kRadius;
    }
    const double d13 = p[0] * r[1] - r[0] * p[1], d35 = p[1] * r[2] - r[1] * p[2], d51 = p[2] * r[0] - r[2] * p[0];
    const double zeta15 = d35 / d13, zeta35 = d51 / d13;
    // Weights of the cosines: their sum is 1, their variance sigma squared, and the third condition makes them optimal.
    const std::array<std::array<double, kTerms>, kTerms> rows = {{p, r, {zeta15, zeta35, 1}}};
    const std::array<double, kTerms> right = {1, kRadius * kRadius - kSigma * kSigma,
                                              zeta15 * rho[0] + zeta35 * rho[1] + rho[2]};
    const std::array<double, kTerms> beta = solved(rows, right);
    for (int i = 0; i < kTerms; ++i) {
      in_[i] = static_cast<float>(-beta[i] * std::cos(omega[i] * (kRadius + 1)));
      back_[i] = static_cast<float>(2 * std::cos(omega[i]));
    }
  }

  FloatPlane operator()(const FloatPlane& plane) const {
    FloatPlane across(plane.width, plane.height), both(plane.width, plane.height);
    for (int y = 0; y < plane.height; ++y)
      line(&plane.samples[index(plane, 0, y)], &across.samples[index(plane, 0, y)], plane.width, 1);
    for (int x = 0; x < plane.width; ++x)
      line(&across.samples[index(plane, x, 0)], &both.samples[index(plane, x, 0)], plane.height, plane.width);
    return both;
  }

 private:
  static constexpr int kRadius = 5;
  static constexpr int kTerms = 3;

  static std::size_t index(const FloatPlane& plane, int x, int y) {
    return static_cast<std::size_t>(y) * plane.width + x;
  }

  static double determinant(const std::array<std::array<double, 3>, 3>& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  }
  static std::array<double, 3> solved(const std::array<std::array<double, 3>, 3>& rows,
                                      const std::array<double, 3>& right) {
    std::array<double, 3> solution{};
    for (int i = 0; i < 3; ++i) {
      auto replaced = rows;
      for (int k = 0; k < 3; ++k) replaced[k][i] = right[k];
      solution[i] = determinant(replaced) / determinant(rows);
    }
    return solution;
  }

  void line(const float* in, float* out, int count, std::ptrdiff_t step) const {
    std::array<float, kTerms> last{}, before{};
    for (int n = 1 - kRadius; n < count; ++n) {
      const int left = n - kRadius - 1, right = n + kRadius - 1;
      const float sum = (left >= 0 ? in[left * step] : 0) + (right < count ? in[right * step] : 0);
      float blurred = 0;
      for (int i = 0; i < kTerms; ++i) {
        const float next = std::fma(back_[i], last[i], std::fma(in_[i], sum, -before[i]));
        before[i] = last[i];
        last[i] = next;
        blurred += next;
      }
      if (n >= 0) out[n * step] = blurred;
    }
  }

  std::array<float, kTerms> in_{};
  std::array<float, kTerms> back_{};
};

inline FloatPlanes halved(const FloatPlanes& planes) {
  FloatPlanes made;
  for (const FloatPlane& from : planes) {
    FloatPlane to((from.width + 1) / 2, (from.height + 1) / 2);
    for (int y = 0; y < to.height; ++y) {
      for (int x = 0; x < to.width; ++x) {
        const int right = std::min(2 * x + 1, from.width - 1), below = std::min(2 * y + 1, from.height - 1);
        to.at(x, y) =
            (from.at(2 * x, 2 * y) + from.at(right, 2 * y) + from.at(2 * x, below) + from.at(right, below)) / 4;
      }
    }
    made.push_back(std::move(to));
  }
  return made;
}

inline FloatPlanes shifted_xyb(const FloatPlanes& rgb) {
  FloatPlanes made = rgb;
  constexpr float kBias = 0.0037930732552754493F;
  const float root = std::cbrt(kBias);
  for (std::size_t i = 0; i < rgb[0].samples.size(); ++i) {
    const float r = rgb[0].samples[i], g = rgb[1].samples[i], b = rgb[2].samples[i];
    constexpr float kRedOfS = 0.24342268924547819F, kGreenOfS = 0.20476744424496821F;
    const float l = std::cbrt(0.3F * r + 0.622F * g + 0.078F * b + kBias) - root;
    const float m = std::cbrt(0.23F * r + 0.692F * g + 0.078F * b + kBias) - root;
    const float s = std::cbrt(kRedOfS * r + kGreenOfS * g + (1 - kRedOfS - kGreenOfS) * b + kBias) - root;
    const float y = (l + m) / 2;
    made[0].samples[i] = (l - m) / 2 * 14 + 0.42F;
    made[1].samples[i] = y + 0.01F;
    made[2].samples[i] = s - y + 0.55F;
  }
  return made;
}

inline FloatPlane product(const FloatPlane& a, const FloatPlane& b) {
  FloatPlane made = a;
  for (std::size_t i = 0; i < a.samples.size(); ++i) made.samples[i] *= b.samples[i];
  return made;
}

inline std::array<double, image::metric::kErrors> channel_errors(const FloatPlane& a, const FloatPlane& b) {
  const RecursiveBlur blur;
  const FloatPlane mean_a = blur(a), mean_b = blur(b);
  const FloatPlane aa = blur(product(a, a)), bb = blur(product(b, b)), ab = blur(product(a, b));
  std::array<double, image::metric::kErrors> sums{};
  const auto add = [&](int map, double error) {
    sums[map] += error;
    sums[map + 3] += error * error * error * error;
  };
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    const float mu_a = mean_a.samples[i], mu_b = mean_b.samples[i];
    const float shift = 1 - (mu_a - mu_b) * (mu_a - mu_b);
    const float structure = 2 * (ab.samples[i] - mu_a * mu_b) + 0.0009F;
    const float variances = (aa.samples[i] - mu_a * mu_a) + (bb.samples[i] - mu_b * mu_b) + 0.0009F;
    add(0, std::max(0.0, 1.0 - static_cast<double>(shift * structure / variances)));
    const double detail = (1.0 + std::abs(b.samples[i] - mu_b)) / (1.0 + std::abs(a.samples[i] - mu_a)) - 1.0;
    add(1, std::max(0.0, detail));
    add(2, std::max(0.0, -detail));
  }
  const auto pixels = static_cast<double>(a.samples.size());
  for (int map = 0; map < 3; ++map) {
    sums[map] /= pixels;
    sums[map + 3] = std::sqrt(std::sqrt(sums[map + 3] / pixels));
  }
  return sums;
}

/// Linear light, 0..1. The sixth scale has no weight (see image/metric/score.h).
inline double ssimulacra2_in_floats(FloatPlanes a, FloatPlanes b) {
  image::metric::ScaleErrors errors;
  while (static_cast<int>(errors.size()) < image::metric::kScales &&
         std::min(a[0].width, a[0].height) >= image::metric::kMinSide) {
    const FloatPlanes xyb_a = shifted_xyb(a), xyb_b = shifted_xyb(b);
    image::metric::ErrorsOfScale scale;
    for (int c = 0; c < image::metric::kChannels; ++c) scale[c] = channel_errors(xyb_a[c], xyb_b[c]);
    errors.push_back(scale);
    a = halved(a);
    b = halved(b);
  }
  return image::metric::score(errors);
}

}  // namespace pictor::test
