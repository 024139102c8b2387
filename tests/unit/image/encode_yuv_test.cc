// The planes that AVIF and WebP code, and the scale of AVIF's quality.

#include <gtest/gtest.h>

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
  EXPECT_EQ(avif_quantizer(half, {600, 400}, kMiddlingTexture), 25);
  EXPECT_LT(avif_quantizer(half, {600, 400}, 1), 25);
  EXPECT_LT(avif_quantizer(half, {2400, 1600}, kMiddlingTexture), 25);
  EXPECT_GT(avif_quantizer(half, {600, 400}, 9), 25);
}

}  // namespace
}  // namespace pictor::image
