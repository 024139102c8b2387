// The planes that AVIF and WebP code, and the scale of AVIF's quality.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "image/encode/avif_quantizer.h"
#include "image/encode/texture.h"
#include "image/encode/yuv_420.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

struct Planes {
  std::vector<std::uint8_t> y, u, v;
};

Planes planes_of(const PictureView& picture, YuvRange range = YuvRange::kFull) {
  const std::size_t half = (static_cast<std::size_t>(picture.width) + 1) / 2;
  const std::size_t half_height = (static_cast<std::size_t>(picture.height) + 1) / 2;
  Planes planes{std::vector<std::uint8_t>(static_cast<std::size_t>(picture.width) * picture.height),
                std::vector<std::uint8_t>(half * half_height), std::vector<std::uint8_t>(half * half_height)};
  to_yuv_420(picture, range,
             {planes.y.data(), planes.u.data(), planes.v.data(), static_cast<std::size_t>(picture.width), half});
  return planes;
}

Picture filled(int red, int green, int blue) {
  return test::draw(5, 3, 3, [&](int, int, int c) { return c == 0 ? red : c == 1 ? green : blue; });
}

TEST(Yuv420, GivesGreyItsOwnLevelAndNoChroma) {
  for (const int level : {0, 1, 127, 255}) {
    const Planes planes = planes_of(filled(level, level, level).view());
    for (const std::uint8_t y : planes.y) EXPECT_EQ(y, level);
    for (const std::uint8_t u : planes.u) EXPECT_EQ(u, 128);
  }
}

TEST(Yuv420, FollowsTheMatrixOfBt601WhereColourIsFlat) {
  const Planes planes = planes_of(filled(200, 100, 50).view());
  EXPECT_EQ(planes.y.back(), 124);  // 0.299 * 200 + 0.587 * 100 + 0.114 * 50
  EXPECT_EQ(planes.u.back(), 86);   // 128 + (50 - 124.2) / 1.772
  EXPECT_EQ(planes.v.back(), 182);  // 128 + (200 - 124.2) / 1.402
}

TEST(Yuv420, StaysWithinTheRangeOfVideoWhereAsked) {
  const Planes white = planes_of(filled(255, 255, 255).view(), YuvRange::kVideo);
  const Planes black = planes_of(filled(0, 0, 0).view(), YuvRange::kVideo);
  EXPECT_EQ(white.y.front(), 235);
  EXPECT_EQ(black.y.front(), 16);
}

TEST(Yuv420, KeepsTheLightOfASaturatedEdge) {
  // Columns of red and black: shared chroma darkens the red and reddens the black unless luma makes up for it.
  const Picture stripes = test::draw(16, 4, 3, [](int x, int, int c) { return c == 0 && x % 2 == 0 ? 255 : 0; });
  const Planes planes = planes_of(stripes.view());
  const double v = planes.v[4] - 128.0;
  const double shown = std::min(255.0, planes.y[8] + 1.402 * v);
  EXPECT_GT(planes.y[8], 100);  // the plain luma of red is 76
  EXPECT_GT(shown, 235);        // plain luma would show 202
}

/// Luma of pixel (x, y) by the definition, in doubles: plain luma plus one step of Newton's method.
double luma_by_definition(const PictureView& picture, int x, int y) {
  const auto at = [&](int px, int py, int c) {
    return static_cast<double>(
        picture.row(std::min(py, picture.height - 1))[std::min(px, picture.width - 1) * picture.channels + c]);
  };
  const int half_width = (picture.width + 1) / 2;
  const int half_height = (picture.height + 1) / 2;
  const auto difference = [&](int hx, int hy, int channel, double span) {
    hx = std::clamp(hx, 0, half_width - 1);
    hy = std::clamp(hy, 0, half_height - 1);
    double mean[3];
    for (int c = 0; c < 3; ++c) {
      double light = 0;
      for (int i = 0; i < 4; ++i) light += std::pow(at(2 * hx + i % 2, 2 * hy + i / 2, c), 2) / 4;
      mean[c] = std::sqrt(light);
    }
    return (mean[channel] - 0.299 * mean[0] - 0.587 * mean[1] - 0.114 * mean[2]) / span;
  };
  const int near_x = x / 2, far_x = x % 2 == 0 ? near_x - 1 : near_x + 1;
  const int near_y = y / 2, far_y = y % 2 == 0 ? near_y - 1 : near_y + 1;
  const auto shown = [&](int channel, double span) {
    return (9 * difference(near_x, near_y, channel, span) + 3 * difference(far_x, near_y, channel, span) +
            3 * difference(near_x, far_y, channel, span) + difference(far_x, far_y, channel, span)) /
           16;
  };
  const double red = at(x, y, 0), green = at(x, y, 1), blue = at(x, y, 2);
  const double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const double u = shown(2, 1.772), v = shown(0, 1.402);
  const auto clamped = [](double level) { return std::clamp(level, 0.0, 255.0); };
  const double r = clamped(luma + 1.402 * v);
  const double g = clamped(luma - 0.114 * 1.772 / 0.587 * u - 0.299 * 1.402 / 0.587 * v);
  const double b = clamped(luma + 1.772 * u);
  const double missing =
      0.2126 * (red * red - r * r) + 0.7152 * (green * green - g * g) + 0.0722 * (blue * blue - b * b);
  return clamped(luma + missing / (2 * (0.2126 * r + 0.7152 * g + 0.0722 * b) + 1));
}

TEST(Yuv420, EveryPixelFollowsTheDefinitionAtEveryWidth) {
  for (const int width : {1, 2, 7, 16, 31, 33, 67}) {
    for (const int channels : {3, 4}) {
      const Picture picture = test::draw_noise(width, 5, channels);
      const Planes planes = planes_of(picture.view());
      for (int y = 0; y < 5; ++y) {
        for (int x = 0; x < width; ++x) {
          ASSERT_NEAR(planes.y[static_cast<std::size_t>(y * width + x)], luma_by_definition(picture.view(), x, y), 0.51)
              << width << " wide, " << channels << " channels, at " << x << ", " << y;
        }
      }
    }
  }
}

TEST(Texture, TellsFlatFromBusy) {
  const std::vector<std::uint8_t> flat(64 * 64, 90);
  EXPECT_EQ(texture_of(flat.data(), 64, 64, 64), 0);
  const Picture noise = test::draw_noise(22, 64, 3);
  EXPECT_GT(texture_of(noise.view().pixels, 64, 64, 66), 9);
}

TEST(AvifQuantizer, NeverGetsCoarserAsQualityRises) {
  for (const double texture : {0.0, 4.3, 10.0}) {
    for (const Effort effort : {Effort::kFast, Effort::kSmall}) {
      for (int quality = 2; quality <= 100; ++quality) {
        EXPECT_LE(avif_quantizer({quality, effort}, {600, 400}, texture),
                  avif_quantizer({quality - 1, effort}, {600, 400}, texture))
            << quality;
      }
    }
  }
}

TEST(AvifQuantizer, SpendsMoreOnSmoothPicturesAndLargeOnes) {
  const EncodeSettings half{.quality = 50};
  EXPECT_EQ(avif_quantizer(half, {600, 400}, kMiddlingTexture), 24);
  EXPECT_LT(avif_quantizer(half, {600, 400}, 1), 24);
  EXPECT_LT(avif_quantizer(half, {2400, 1600}, kMiddlingTexture), 24);
  EXPECT_GT(avif_quantizer(half, {600, 400}, 9), 24);
}

}  // namespace
}  // namespace pictor::image
