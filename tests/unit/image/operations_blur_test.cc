#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "image/operations/gaussian_blur.h"
#include "image/operations/sharpen.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw;

/// IEC 61966-2-1, 0..1.
double srgb_decode(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}
double srgb_encode(double linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

/// A plane of doubles under a Gaussian, straight from the definition; the edge goes on.
std::vector<double> blurred_plane(std::vector<double> plane, int width, int height, double sigma) {
  const int reach = static_cast<int>(std::ceil(6 * sigma));
  const auto pass = [&](int across, int along, auto at) {
    std::vector<double> out(plane.size());
    for (int i = 0; i < along; ++i) {
      for (int j = 0; j < across; ++j) {
        double sum = 0, weights = 0;
        for (int k = -reach; k <= reach; ++k) {
          const double weight = std::exp(-0.5 * k * k / (sigma * sigma));
          sum += weight * plane[at(std::clamp(j + k, 0, across - 1), i)];
          weights += weight;
        }
        out[at(j, i)] = sum / weights;
      }
    }
    plane = std::move(out);
  };
  pass(width, height, [&](int j, int i) { return i * width + j; });
  pass(height, width, [&](int j, int i) { return j * width + i; });
  return plane;
}

/// In linear light with premultiplied alpha, back to sRGB.
Picture reference_blur(const PictureView& picture, double sigma) {
  const std::size_t pixels = static_cast<std::size_t>(picture.width) * picture.height;
  const int channels = picture.channels;
  const auto alpha_of = [&](std::size_t i) { return channels == 4 ? picture.pixels[i * 4 + 3] / 255.0 : 1.0; };
  const auto blur = [&](auto value) {
    std::vector<double> plane(pixels);
    for (std::size_t i = 0; i < pixels; ++i) plane[i] = value(i);
    return blurred_plane(std::move(plane), picture.width, picture.height, sigma);
  };
  const std::vector<double> alpha = blur(alpha_of);
  Picture out(picture.width, picture.height, channels);
  for (int c = 0; c < 3; ++c) {
    const auto light =
        blur([&](std::size_t i) { return srgb_decode(picture.pixels[i * channels + c] / 255.0) * alpha_of(i); });
    for (std::size_t i = 0; i < pixels; ++i) {
      const double level = alpha[i] < 1e-6 ? 0 : srgb_encode(std::clamp(light[i] / alpha[i], 0.0, 1.0)) * 255;
      out.pixels()[i * channels + c] = static_cast<std::uint8_t>(std::lround(level));
    }
  }
  for (std::size_t i = 0; channels == 4 && i < pixels; ++i)
    out.pixels()[i * 4 + 3] = static_cast<std::uint8_t>(std::lround(alpha[i] * 255));
  return out;
}

int worst_difference(const PictureView& a, const PictureView& b) {
  int worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a.pixels[i] - b.pixels[i]));
  return worst;
}

class Blur : public testing::TestWithParam<double> {};

TEST_P(Blur, IsTheGaussianOfTheDefinition) {
  const Picture picture = test::draw_scene(150, 90);
  EXPECT_LE(worst_difference(gaussian_blur(picture.view(), GetParam()).view(),
                             reference_blur(picture.view(), GetParam()).view()),
            1);
}

TEST_P(Blur, IsItForHardEdgesToo) {
  // Two levels next to black are less light than the tail of a Gaussian that is cut off at 3.5 sigma.
  const Picture picture = draw(120, 40, 3, [](int x, int, int) { return x < 60 ? 60 : 250; });
  EXPECT_LE(worst_difference(gaussian_blur(picture.view(), GetParam()).view(),
                             reference_blur(picture.view(), GetParam()).view()),
            1);
}

INSTANTIATE_TEST_SUITE_P(Sigmas, Blur, testing::Values(0.3, 1, 2.2, 2.3, 5, 17.5, 100));

TEST(Blur, KeepsAnEvenPictureAsItIs) {
  const Picture even = draw(33, 21, 3, [](int, int, int c) { return 40 + 90 * c; });
  for (const double sigma : {0.5, 3.0, 40.0})
    EXPECT_TRUE(test::identical(even.view(), gaussian_blur(even.view(), sigma).view()));
}

TEST(Blur, LeavesNoHaloOfTheColourThatTransparencyHides) {
  // White, opaque, on transparent black: every pixel that shows anything shows white.
  const Picture picture =
      draw(60, 60, 4, [](int x, int y, int) { return x > 20 && x < 40 && y > 20 && y < 40 ? 255 : 0; });
  const Picture blurred = gaussian_blur(picture.view(), 4);
  for (std::size_t i = 0; i < blurred.view().size(); i += 4) {
    if (blurred.view().pixels[i + 3] > 2) ASSERT_GE(blurred.view().pixels[i], 250);
  }
  EXPECT_LT(blurred.view().row(30)[20 * 4 + 3], 200);
}

TEST(Blur, OfAPictureOfOnePixelIsThatPixel) {
  const Picture dot = draw(1, 1, 4, [](int, int, int c) { return 50 * (c + 1); });
  for (const double sigma : {0.3, 100.0})
    EXPECT_TRUE(test::identical(dot.view(), gaussian_blur(dot.view(), sigma).view()));
}

TEST(Sharpen, IsAnUnsharpMaskOfTheLuma) {
  const Picture picture = test::draw_scene(70, 50);
  const Picture sharp = sharpen(picture.view(), 1.5);
  std::vector<double> luma(70 * 50);
  const std::uint8_t* p = picture.view().pixels;
  for (std::size_t i = 0; i < luma.size(); ++i)
    luma[i] = 0.2126 * p[i * 3] + 0.7152 * p[i * 3 + 1] + 0.0722 * p[i * 3 + 2];
  const std::vector<double> around = blurred_plane(luma, 70, 50, kSharpenSigma);
  for (std::size_t i = 0; i < luma.size(); ++i) {
    const double by = std::clamp(1.5 * (luma[i] - around[i]), -48.0, 48.0);
    for (int c = 0; c < 3; ++c)
      ASSERT_NEAR(sharp.view().pixels[i * 3 + c], std::clamp(p[i * 3 + c] + by, 0.0, 255.0), 1.0) << i;
  }
}

TEST(Sharpen, OvershootsByABoundedNumberOfLevels) {
  const Picture edge = draw(40, 20, 3, [](int x, int, int) { return x < 20 ? 100 : 160; });
  const Picture sharp = sharpen(edge.view(), 10);
  EXPECT_EQ(std::ranges::max(std::span(sharp.view().pixels, sharp.view().size())), 208);
  EXPECT_EQ(std::ranges::min(std::span(sharp.view().pixels, sharp.view().size())), 52);
}

TEST(Sharpen, SeesNothingInTransparency) {
  // Grey on transparent white and on transparent black: the same grey, as if there were no edge.
  for (const int hidden : {0, 255}) {
    const Picture picture =
        draw(30, 30, 4, [&](int x, int, int c) { return x < 15 ? (c == 3 ? 255 : 128) : (c == 3 ? 0 : hidden); });
    EXPECT_TRUE(test::identical(picture.view(), sharpen(picture.view(), 5).view())) << hidden;
  }
}

TEST(Sharpen, TakesPicturesSmallerThanItsReach) {
  for (const auto& [width, height] : {std::pair(1, 1), {2, 1}, {1, 5}, {3, 3}}) {
    const Picture even = draw(width, height, 3, [](int, int, int) { return 77; });
    EXPECT_TRUE(test::identical(even.view(), sharpen(even.view(), 10).view()));
  }
}

}  // namespace
}  // namespace pictor::image
