// The resizer against the formula, in double precision and without any of its code.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "image/resize/cascade.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw_noise;

struct Case {
  int width;
  int height;
  int channels;
  double extent_width;
  double extent_height;
  Size out;
  Region region = {};
};

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

/// Weights of all source pixels for one result pixel.
std::vector<double> exact_weights(int in, double start, double length, int out, int i) {
  const double scale = length / out;
  const double reduction = std::max(1.0, scale);
  const double centre = start + (i + 0.5) * scale;
  std::vector<double> weights(in);
  double sum = 0;
  for (int x = 0; x < in; ++x) {
    const double distance = (x + 0.5 - centre) / reduction;
    weights[x] = std::abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0;
    sum += weights[x];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

double to_linear(int level) {
  const double v = level / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double to_level(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055);
}

/// Result pixel (x, y) as levels, alpha last.
std::vector<double> exact_pixel(const PictureView& source, const std::vector<double>& across,
                                const std::vector<double>& down) {
  std::vector<double> sum(4);
  for (int y = 0; y < source.height; ++y) {
    if (down[y] == 0) continue;
    for (int x = 0; x < source.width; ++x) {
      if (across[x] == 0) continue;
      const std::uint8_t* pixel = source.row(y) + x * source.channels;
      const double alpha = source.channels == 4 ? pixel[3] / 255.0 : 1;
      const double weight = across[x] * down[y];
      for (int c = 0; c < 3; ++c) sum[c] += weight * alpha * to_linear(pixel[c]);
      sum[3] += weight * alpha;
    }
  }
  const double alpha = std::clamp(sum[3], 0.0, 1.0);
  for (int c = 0; c < 3; ++c) sum[c] = to_level(sum[3] > 0 ? sum[c] / sum[3] : 0);
  sum[3] = alpha * 255;
  return sum;
}

Picture resized(const PictureView& source, const Case& test) {
  const CascadeTarget target{test.region, test.out};
  Cascade cascade({source.width, source.height, source.channels, test.extent_width, test.extent_height}, {&target, 1});
  for (int y = 0; y < source.height; ++y) cascade.push({source.row(y), source.stride()});
  return std::move(cascade.pictures()[0]);
}

/// Largest difference of a sample from the exact one; colours only where enough of a pixel is visible to have one.
double worst_error(const Case& test) {
  const Picture source = draw_noise(test.width, test.height, test.channels);
  Picture result = resized(source.view(), test);
  double worst = 0;
  for (int y = 0; y < test.out.height; ++y) {
    const auto down = exact_weights(test.height, test.region.y * test.extent_height,
                                    test.region.height * test.extent_height, test.out.height, y);
    for (int x = 0; x < test.out.width; ++x) {
      const auto across = exact_weights(test.width, test.region.x * test.extent_width,
                                        test.region.width * test.extent_width, test.out.width, x);
      const std::vector<double> exact = exact_pixel(source.view(), across, down);
      const std::uint8_t* pixel = result.row(y) + x * test.channels;
      if (test.channels == 4) worst = std::max(worst, std::abs(pixel[3] - exact[3]));
      if (exact[3] < 16) continue;
      for (int c = 0; c < 3; ++c) worst = std::max(worst, std::abs(pixel[c] - exact[c]));
    }
  }
  return worst;
}

class ResizeReference : public testing::TestWithParam<Case> {};

TEST_P(ResizeReference, EverySampleIsWithinALevel) { EXPECT_LT(worst_error(GetParam()), 1.0); }

INSTANTIATE_TEST_SUITE_P(Shapes, ResizeReference,
                         testing::Values(Case{40, 30, 3, 40, 30, {20, 15}},          // half
                                         Case{61, 47, 3, 61, 47, {23, 19}},          // odd sizes
                                         Case{64, 48, 4, 64, 48, {20, 13}},          // alpha
                                         Case{64, 49, 3, 63.375, 48.125, {30, 23}},  // a scaled decode
                                         Case{50, 40, 3, 50, 40, {1, 1}},            // one pixel
                                         Case{300, 2, 3, 300, 2, {17, 1}},           // a strip
                                         Case{1, 200, 3, 1, 200, {1, 13}},           // a line
                                         Case{90, 70, 3, 90, 70, {89, 69}},          // hardly smaller
                                         Case{80, 60, 3, 80, 60, {20, 30}},          // stretched
                                         Case{80, 60, 4, 79.5, 59.25, {20, 20}, {0.25, 0.125, 0.5, 0.75}}));  // a crop

TEST(Resize, TheSameSizeIsTheSamePicture) {
  const Picture source = draw_noise(37, 21, 3);
  const Picture result = resized(source.view(), {37, 21, 3, 37, 21, {37, 21}});
  EXPECT_TRUE(test::identical(source.view(), result.view()));
}

TEST(Resize, TransparentPixelsDoNotBleedTheirColour) {
  const Picture source = test::draw(64, 64, 4, [](int x, int, int c) {
    const bool visible = x % 2 == 0;
    return c == 3 ? (visible ? 255 : 0) : c == 0 ? (visible ? 0 : 255) : 100;  // hidden pixels are red
  });
  Picture result = resized(source.view(), {64, 64, 4, 64, 64, {16, 16}});
  EXPECT_LE(result.row(8)[8 * 4], 1);
}

TEST(Resize, ACheckerboardBecomesTheGreyThatSendsOutAsMuchLight) {
  const Picture source = test::draw(64, 64, 3, [](int x, int y, int) { return (x + y) % 2 * 255; });
  Picture result = resized(source.view(), {64, 64, 3, 64, 64, {8, 8}});
  EXPECT_NEAR(result.row(4)[4 * 3], 188, 1);  // half the light, not half the level
}

}  // namespace
}  // namespace pictor::image
