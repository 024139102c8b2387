#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "image/color/hdr_tone_map.h"
#include "image/color/srgb_curve.h"

namespace pictor::image {
namespace {

using ::testing::ElementsAre;

constexpr Chromaticities kBt2020 = {
    .red_x = 0.708, .red_y = 0.292, .green_x = 0.170, .green_y = 0.797, .blue_x = 0.131, .blue_y = 0.046};

/// The inverse EOTF of SMPTE ST 2084, of light in cd/m2.
double pq_code(double light) {
  const double power = std::pow(light / 10'000, 0.1593017578125);
  return std::pow((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375);
}

std::array<std::uint8_t, 3> shown(const HdrToneMap& map, double red, double green, double blue) {
  const auto code = [](double value) { return static_cast<std::uint16_t>(std::lround(value * 65535)); };
  const std::array<std::uint16_t, 3> from = {code(red), code(green), code(blue)};
  std::array<std::uint8_t, 3> to{};
  map.apply(from.data(), 3, to.data(), 1);
  return to;
}

int shown_grey(const HdrToneMap& map, double code) { return shown(map, code, code, code)[1]; }

TEST(ColorHdr, KeepsBlackAndBringsThePeakToWhite) {
  const HdrToneMap map(HdrTransfer::kPq, kBt2020);
  EXPECT_THAT(shown(map, 0, 0, 0), ElementsAre(0, 0, 0));
  EXPECT_EQ(shown_grey(map, pq_code(1000)), 255);
  EXPECT_EQ(shown_grey(map, 1.0), 255);
}

TEST(ColorHdr, KeepsLightBelowTheKnee) {
  const HdrToneMap map(HdrTransfer::kPq, kBt2020);
  for (const double light : {1.0, 10.0, 50.0, 80.0}) {
    EXPECT_NEAR(shown_grey(map, pq_code(light)), 255 * encode_srgb(light / 203), 1.5) << light;
  }
}

TEST(ColorHdr, IsNeverDarkerForMoreLight) {
  for (const HdrTransfer transfer : {HdrTransfer::kPq, HdrTransfer::kHlg}) {
    const HdrToneMap map(transfer, kBt2020);
    int last = 0;
    for (int step = 0; step <= 1000; ++step) {
      const int level = shown_grey(map, step / 1000.0);
      EXPECT_GE(level, last) << step;
      last = level;
    }
    EXPECT_EQ(last, 255);
  }
}

TEST(ColorHdr, KeepsGreysGreyAndClipsWhatSrgbLacks) {
  const HdrToneMap map(HdrTransfer::kHlg, kBt2020);
  const auto grey = shown(map, 0.4, 0.4, 0.4);
  EXPECT_NEAR(grey[0], grey[1], 1);
  EXPECT_NEAR(grey[2], grey[1], 1);
  EXPECT_EQ(shown(map, 0.5, 0, 0)[1], 0);
}

TEST(ColorHdr, KeepsAlpha) {
  const std::array<std::uint16_t, 4> from = {0, 0, 0, 0x4040};
  std::array<std::uint8_t, 4> to{};
  HdrToneMap(HdrTransfer::kPq, {}).apply(from.data(), 4, to.data(), 1);
  EXPECT_EQ(to[3], 0x40);
}

}  // namespace
}  // namespace pictor::image
