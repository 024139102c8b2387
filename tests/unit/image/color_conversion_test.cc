#include "image/color/color_conversion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lcms2.h>

#include <array>
#include <random>

#include "image/color/rgb_matrix.h"
#include "image/color/sample_depth.h"
#include "image/color/uncalibrated_ink.h"
#include "support/sample_files.h"

namespace pictor::image {
namespace {

using test::FileBytes;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Le;
using Rgb = std::array<std::uint8_t, 3>;
using Rgba = std::array<std::uint8_t, 4>;

constexpr SampleLayout kRgb8 = {};
constexpr SampleLayout kRgba8 = {.channels = 4};

FileBytes saved_grey_profile(cmsToneCurve* curve) {
  cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  cmsUInt32Number bytes = 0;
  cmsSaveProfileToMem(profile, nullptr, &bytes);
  FileBytes out(bytes);
  cmsSaveProfileToMem(profile, out.data(), &bytes);
  cmsCloseProfile(profile);
  return out;
}

/// Grey with the curve `linear = code ^ gamma`.
FileBytes grey_profile(double gamma) { return saved_grey_profile(cmsBuildGamma(nullptr, gamma)); }

/// Grey with the curve of sRGB.
FileBytes srgb_grey_profile() {
  const std::array<cmsFloat64Number, 5> curve = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return saved_grey_profile(cmsBuildParametricToneCurve(nullptr, 4, curve.data()));
}

Rgb converted(const ColorConversion& conversion, const void* pixel) {
  Rgb out{};
  conversion.apply(pixel, out.data(), 1);
  return out;
}

::testing::Matcher<int> near(int level) { return ::testing::AllOf(::testing::Ge(level - 1), ::testing::Le(level + 1)); }

TEST(ColorConversion, LeavesSrgbAlone) {
  const auto profile = IccProfile::parse(test::srgb_icc_profile());
  ASSERT_TRUE(profile);
  EXPECT_TRUE(profile->has_srgb_primaries_and_curves());
  EXPECT_TRUE(ColorConversion(profile, kRgb8, 3).is_identity());
}

TEST(ColorConversion, LeavesAProfileAloneThatDoesWhatSrgbDoesInAnotherWay) {
  const auto profile = IccProfile::parse(srgb_grey_profile());
  ASSERT_FALSE(profile->has_srgb_primaries_and_curves());
  EXPECT_TRUE(ColorConversion(profile, {.model = ColorModel::kGrey}, 3).is_identity());
}

TEST(ColorConversion, BringsDisplayP3ToSrgb) {
  const ColorConversion conversion(IccProfile::parse(test::display_p3_icc_profile()), kRgb8, 3);
  // What sRGB's green is in Display P3, by the matrices of SMPTE EG 432-1 and IEC 61966-2-1; a level there is four
  // here.
  EXPECT_THAT(converted(conversion, Rgb{117, 251, 76}.data()), ElementsAre(Le(4), near(255), Le(4)));
  EXPECT_THAT(converted(conversion, Rgb{120, 120, 120}.data()), ElementsAre(120, 120, 120));
}

TEST(ColorConversion, ConvertsWhereTheRowLies) {
  const ColorConversion conversion(IccProfile::parse(test::display_p3_icc_profile()), kRgba8, 4);
  ASSERT_TRUE(conversion.in_place());
  std::array<std::uint8_t, 8> row = {117, 251, 76, 30, 255, 255, 255, 200};
  conversion.apply(row.data(), row.data(), 2);
  EXPECT_THAT(row, ElementsAre(Le(4), near(255), Le(4), 30, 255, 255, 255, 200));
}

TEST(ColorConversion, KeepsTheAlphaOfDeepSamples) {
  const SampleLayout deep = {.channels = 4, .bytes = 2};
  const std::array<std::uint16_t, 4> white = {65535, 65535, 65535, 0x8080};
  Rgba out{};
  ColorConversion(IccProfile::parse(test::display_p3_icc_profile()), deep, 4).apply(white.data(), out.data(), 1);
  EXPECT_THAT(out, ElementsAre(255, 255, 255, 0x80));
  ColorConversion(std::nullopt, deep, 4).apply(white.data(), out.data(), 1);
  EXPECT_THAT(out, ElementsAre(255, 255, 255, 0x80));
}

TEST(ColorConversion, BringsLinearGreyToSrgb) {
  const auto profile = IccProfile::parse(grey_profile(1.0));
  const SampleLayout three_times = {.model = ColorModel::kGrey};
  const ColorConversion conversion(profile, three_times, 3);
  // IEC 61966-2-1: 1.055 * (55 / 255) ^ (1 / 2.4) - 0.055 = 0.5016.
  EXPECT_THAT(converted(conversion, Rgb{55, 55, 55}.data()), ElementsAre(near(128), near(128), near(128)));
}

TEST(ColorConversion, TakesAnRgbProfileOnGrey) {
  const auto profile = IccProfile::from_primaries({}, 1.0);
  const ColorConversion conversion(profile, {.model = ColorModel::kGrey}, 3);
  EXPECT_THAT(converted(conversion, Rgb{55, 55, 55}.data()), ElementsAre(near(128), near(128), near(128)));
}

TEST(ColorConversion, IgnoresAProfileOfAnotherColourModel) {
  EXPECT_TRUE(ColorConversion(IccProfile::parse(grey_profile(1.0)), kRgb8, 3).is_identity());
  const SampleLayout ink = {.model = ColorModel::kCmyk, .channels = 4};
  const ColorConversion conversion(IccProfile::parse(test::display_p3_icc_profile()), ink, 3);
  EXPECT_THAT(converted(conversion, Rgba{0, 0, 0, 0}.data()), ElementsAre(255, 255, 255));
}

TEST(ColorConversion, IgnoresBrokenProfiles) {
  const FileBytes valid = test::display_p3_icc_profile();
  EXPECT_FALSE(IccProfile::parse({}));
  EXPECT_FALSE(IccProfile::parse(Bytes(valid).first(100)));
  EXPECT_FALSE(IccProfile::parse(FileBytes(IccProfile::kMaxBytes + 1)));
}

TEST(ColorConversion, SurvivesDamagedProfiles) {
  const FileBytes valid = test::display_p3_icc_profile();
  std::minstd_rand random(1);
  for (int round = 0; round < 500; ++round) {
    FileBytes damaged = valid;
    for (int i = 0; i < 4; ++i) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    const ColorConversion conversion(IccProfile::parse(damaged), kRgb8, 3);
    converted(conversion, Rgb{1, 2, 3}.data());
  }
}

TEST(ColorConversion, TakesInkWithoutAProfileAsFilters) {
  Rgb rgb{};
  ink_to_srgb(Rgba{255, 0, 0, 0}, false, rgb.data());
  EXPECT_THAT(rgb, ElementsAre(0, 255, 255));
  ink_to_srgb(Rgba{255, 128, 0, 128}, true, rgb.data());
  EXPECT_THAT(rgb, ElementsAre(128, 64, 0));
}

TEST(ColorConversion, RoundsDeepSamplesToTheNearestLevel) {
  EXPECT_EQ(round_to_8_bits(0), 0);
  EXPECT_EQ(round_to_8_bits(128), 0);
  EXPECT_EQ(round_to_8_bits(129), 1);
  EXPECT_EQ(round_to_8_bits(65535), 255);
  for (unsigned level = 0; level < 256; ++level) {
    EXPECT_EQ(round_to_8_bits(static_cast<std::uint16_t>(level * 257)), level);
  }
}

TEST(ColorConversion, HasTheMatrixFromBt2020ToBt709) {
  const Chromaticities bt2020 = {
      .red_x = 0.708, .red_y = 0.292, .green_x = 0.170, .green_y = 0.797, .blue_x = 0.131, .blue_y = 0.046};
  const auto matrix = linear_rgb_matrix(bt2020, {});
  // Recommendation ITU-R BT.2087 annex 2.
  EXPECT_THAT(matrix[0],
              ElementsAre(FloatNear(1.6605F, 1e-4F), FloatNear(-0.5876F, 1e-4F), FloatNear(-0.0728F, 1e-4F)));
  EXPECT_THAT(matrix[1],
              ElementsAre(FloatNear(-0.1246F, 1e-4F), FloatNear(1.1329F, 1e-4F), FloatNear(-0.0083F, 1e-4F)));
  EXPECT_THAT(matrix[2],
              ElementsAre(FloatNear(-0.0182F, 1e-4F), FloatNear(-0.1006F, 1e-4F), FloatNear(1.1187F, 1e-4F)));
}

}  // namespace
}  // namespace pictor::image
