#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "image/resize/light.h"

namespace pictor::image {
namespace {

constexpr int kChannels = 3;

double exact_level(double linear) {
  return 255 * (linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055);
}

double exact_light(double level) {
  const double code = level / 255;
  return code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4);
}

std::vector<float> light_of(const std::vector<std::uint8_t>& srgb, int channels,
                            const std::vector<float>& lost_variance = {}) {
  std::vector<float> light(light_row_floats(static_cast<int>(srgb.size()) / channels, channels));
  srgb_to_light(srgb, channels, lost_variance, light.data());
  return light;
}

std::vector<std::uint8_t> all_grey_levels() {
  std::vector<std::uint8_t> levels;
  for (int level = 0; level < 256; ++level) levels.insert(levels.end(), kChannels, static_cast<std::uint8_t>(level));
  return levels;
}

TEST(Light, DecodesWithinAFiftiethOfALevelOfTheExactCurve) {
  const std::vector<float> light = light_of(all_grey_levels(), kChannels);
  for (int level = 0; level < 256; ++level) {
    EXPECT_NEAR(exact_level(light[static_cast<std::size_t>(level) * kChannels]), level, 0.02);
  }
}

TEST(Light, OpaqueLevelsComeBackUnchanged) {
  const std::vector<std::uint8_t> levels = all_grey_levels();
  std::vector<std::uint8_t> back(levels.size());
  light_to_srgb(light_of(levels, kChannels).data(), kChannels, back);
  EXPECT_EQ(back, levels);
}

TEST(Light, EncodesWithinATwentiethOfTheNearestLevelOfTheExactCurve) {
  constexpr int kSteps = 20'000;
  std::vector<float> light(light_row_floats(kSteps + 1, kChannels));
  for (int i = 0; i <= kSteps; ++i) {
    for (int c = 0; c < kChannels; ++c) light[i * kChannels + c] = static_cast<float>(i) / kSteps;
  }
  std::vector<std::uint8_t> levels((kSteps + 1) * kChannels);
  light_to_srgb(light.data(), kChannels, levels);
  double worst = 0;
  for (int i = 0; i <= kSteps; ++i) {
    worst = std::max(worst, std::abs(levels[i * kChannels] - exact_level(static_cast<double>(i) / kSteps)));
  }
  EXPECT_LT(worst, 0.55);
}

TEST(Light, OvershootIsClamped) {
  std::vector<float> light(light_row_floats(1, kChannels));
  light[0] = -0.2F;
  light[1] = 1.3F;
  std::vector<std::uint8_t> levels(kChannels);
  light_to_srgb(light.data(), kChannels, levels);
  EXPECT_EQ(levels[0], 0);
  EXPECT_EQ(levels[1], 255);
}

TEST(Light, ColoursOfVisiblePixelsSurvivePremultiplication) {
  const std::vector<std::uint8_t> pixels = {200, 10, 60, 255, 200, 10, 60, 128, 90, 90, 90, 1};
  std::vector<std::uint8_t> back(pixels.size());
  light_to_srgb(light_of(pixels, 4).data(), 4, back);
  EXPECT_EQ(back, pixels);
}

TEST(Light, WhatAveragingLostComesBack) {
  // Pairs of samples m - 6 and m + 6 were averaged: their variance is 36.
  constexpr int kPixels = 19;  // no whole number of vectors
  std::vector<std::uint8_t> means;
  for (int i = 0; i < kPixels * kChannels; ++i) means.push_back(static_cast<std::uint8_t>(20 + i * 4));
  const std::vector<float> light = light_of(means, kChannels, std::vector<float>(kPixels, 36.F));
  for (int i = 0; i < kPixels * kChannels; ++i) {
    const double exact = (exact_light(means[i] - 6) + exact_light(means[i] + 6)) / 2;
    EXPECT_NEAR(exact_level(light[i]), exact_level(exact), 0.05) << i;
  }
}

TEST(Light, WhatAveragingLostIsThatOfItsOwnPixel) {
  const std::vector<std::uint8_t> grey(std::size_t{21} * kChannels, 128);
  std::vector<float> variance(21);
  variance[20] = 50;
  const std::vector<float> light = light_of(grey, kChannels, variance);
  const std::vector<float> without = light_of(grey, kChannels);
  for (std::size_t i = 0; i < grey.size(); ++i) EXPECT_EQ(light[i] > without[i], i >= 60) << i;
}

}  // namespace
}  // namespace pictor::image
