#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "image/encode/jpeg/transform_kernels.h"
#include "support/fakes.h"

namespace pictor::image::jpeg {
namespace {

using Block = std::array<std::int16_t, kBlockSize>;

Block random_samples() {
  std::array<std::uint8_t, kBlockSize> bytes;
  test::CountingRandom random;
  random.fill(bytes);
  Block samples;
  for (int i = 0; i < kBlockSize; ++i) samples[i] = static_cast<std::int16_t>((bytes[i] - 128) * kSampleUnit);
  return samples;
}

double cosine(int k, int n) {
  return (k == 0 ? std::sqrt(0.125) : 0.5) * std::cos((2 * n + 1) * k * std::numbers::pi / 16);
}

double exact_coefficient(const Block& samples, int v, int u) {
  double sum = 0;
  for (int y = 0; y < kBlockSide; ++y) {
    for (int x = 0; x < kBlockSide; ++x) sum += cosine(v, y) * cosine(u, x) * samples[y * kBlockSide + x] / kSampleUnit;
  }
  return sum;
}

TEST(JpegKernels, ConvertColoursAsTheStandardSays) {
  constexpr std::size_t kWidth = 67;
  std::array<std::uint8_t, 3 * kWidth> rgb;
  test::CountingRandom random;
  random.fill(rgb);
  std::vector<std::int16_t> y(kWidth + kSamplePadding);
  std::vector<std::int16_t> cb = y;
  std::vector<std::int16_t> cr = y;
  rgb_to_ycc(rgb.data(), int{kWidth}, y.data(), cb.data(), cr.data());
  for (std::size_t x = 0; x < kWidth; ++x) {
    const double r = rgb[3 * x];
    const double g = rgb[3 * x + 1];
    const double b = rgb[3 * x + 2];
    EXPECT_NEAR(y[x] / double{kSampleUnit}, 0.299 * r + 0.587 * g + 0.114 * b - 128, 0.125) << x;
    EXPECT_NEAR(cb[x] / double{kSampleUnit}, -0.168736 * r - 0.331264 * g + 0.5 * b, 0.125) << x;
    EXPECT_NEAR(cr[x] / double{kSampleUnit}, 0.5 * r - 0.418688 * g - 0.081312 * b, 0.125) << x;
  }
}

TEST(JpegKernels, HalveRowsToTheMeansOfFour) {
  constexpr std::size_t kOut = 21;
  std::vector<std::int16_t> upper(2 * kOut + kSamplePadding);
  std::vector<std::int16_t> lower = upper;
  for (int x = 0; x < int{2 * kOut}; ++x) {
    upper[x] = static_cast<std::int16_t>(37 * x - 700);
    lower[x] = static_cast<std::int16_t>(900 - 11 * x);
  }
  std::vector<std::int16_t> out(kOut + kSamplePadding);
  halve_rows(upper.data(), lower.data(), int{kOut}, out.data());
  for (std::size_t x = 0; x < kOut; ++x) {
    EXPECT_NEAR(out[x], (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) / 4.0, 0.5) << x;
  }
}

TEST(JpegKernels, TransformAsTheStandardSays) {
  const Block samples = random_samples();
  Block coefficients;
  forward_dct(samples.data(), kBlockSide, 1, coefficients.data());
  for (int v = 0; v < kBlockSide; ++v) {
    for (int u = 0; u < kBlockSide; ++u) {
      const double found = coefficients[v * kBlockSide + u] / double{kCoefficientUnit};
      EXPECT_NEAR(found, exact_coefficient(samples, v, u), 0.5 / kCoefficientUnit + 0.001) << v << ' ' << u;
    }
  }
}

TEST(JpegKernels, TransformEachBlockOfARow) {
  std::vector<std::int16_t> row(std::size_t{kBlockSide} * 24);
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<std::int16_t>(i % 24 / 8 * 160);
  std::array<std::int16_t, std::size_t{3} * kBlockSize> coefficients;
  forward_dct(row.data(), 24, 3, coefficients.data());
  for (int block = 0; block < 3; ++block) {
    EXPECT_EQ(coefficients[std::size_t{kBlockSize} * block], block * 10 * 8 * kCoefficientUnit)
        << "the DC is eight times the mean";
  }
}

TEST(JpegKernels, TransformBack) {
  const Block samples = random_samples();
  Block coefficients;
  Block back;
  forward_dct(samples.data(), kBlockSide, 1, coefficients.data());
  for (std::int16_t& c : coefficients) c = static_cast<std::int16_t>(std::lround(c / double{kCoefficientUnit}));
  inverse_dct(coefficients.data(), back.data());
  for (int i = 0; i < kBlockSize; ++i) EXPECT_NEAR(back[i], samples[i], 2 * kSampleUnit) << i;
}

TEST(JpegKernels, QuantiseEvenlyAroundZero) {
  Quantiser quantiser;
  Block coefficients;
  for (int k = 0; k < kBlockSize; ++k) {
    quantiser.step[k] = 10;
    quantiser.reciprocal[k] = 1.0F / (10 * kCoefficientUnit);
    quantiser.rounding[k] = 0.4F;
    coefficients[k] = static_cast<std::int16_t>((k - 32) * kCoefficientUnit);
  }
  Block levels;
  quantise(coefficients.data(), 1, quantiser, levels.data());
  for (int k = 0; k < kBlockSize; ++k) {
    const int size = std::abs(k - 32);
    EXPECT_EQ(std::abs(levels[k]), (size + 4) / 10) << size;
    EXPECT_GE(levels[k] * (k - 32), 0) << size;
  }
}

}  // namespace
}  // namespace pictor::image::jpeg
