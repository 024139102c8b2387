#include <gtest/gtest.h>

#include <vector>

#include "image/resize/light.h"

namespace pictor::image {
namespace {

std::vector<float> light_of(const std::vector<std::uint8_t>& srgb, int channels) {
  std::vector<float> light(light_row_floats(static_cast<int>(srgb.size()) / channels));
  srgb_to_light(srgb, channels, light.data());
  return light;
}

TEST(Light, OpaqueLevelsComeBackUnchanged) {
  std::vector<std::uint8_t> levels;
  for (int level = 0; level < 256; ++level) levels.insert(levels.end(), 3, static_cast<std::uint8_t>(level));
  std::vector<std::uint8_t> back(levels.size());
  light_to_srgb(light_of(levels, 3).data(), 3, back);
  EXPECT_EQ(back, levels);
}

TEST(Light, EncodesWithinSixTenthsOfALevelOfTheExactCurve) {
  constexpr int kSteps = 20'000;
  std::vector<float> light(light_row_floats(kSteps + 1));
  for (int i = 0; i <= kSteps; ++i) {
    for (int c = 0; c < 3; ++c) light[i * kLightChannels + c] = static_cast<float>(i) / kSteps;
  }
  std::vector<std::uint8_t> levels((kSteps + 1) * 3);
  light_to_srgb(light.data(), 3, levels);
  double worst = 0;
  for (int i = 0; i <= kSteps; ++i) {
    worst = std::max(worst, std::abs(levels[i * 3] - 255 * srgb_encode(static_cast<double>(i) / kSteps)));
  }
  EXPECT_LT(worst, 0.61);
}

TEST(Light, OvershootIsClamped) {
  std::vector<float> light(light_row_floats(1));
  light[0] = -0.2F;
  light[1] = 1.3F;
  std::vector<std::uint8_t> levels(3);
  light_to_srgb(light.data(), 3, levels);
  EXPECT_EQ(levels[0], 0);
  EXPECT_EQ(levels[1], 255);
}

TEST(Light, ColoursOfVisiblePixelsSurvivePremultiplication) {
  const std::vector<std::uint8_t> pixels = {200, 10, 60, 255, 200, 10, 60, 128, 90, 90, 90, 1};
  std::vector<std::uint8_t> back(pixels.size());
  light_to_srgb(light_of(pixels, 4).data(), 4, back);
  EXPECT_EQ(back, pixels);
}

TEST(Light, ThePaddingOfARowIsZero) {
  const std::vector<float> light = light_of({1, 2, 3, 4, 5, 6}, 3);
  EXPECT_EQ(std::vector<float>(light.end() - kRowPadding, light.end()), std::vector<float>(kRowPadding, 0.0F));
}

}  // namespace
}  // namespace pictor::image
