#include "image/placeholder.h"

#include <gtest/gtest.h>

#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw;

int byte_of(const std::string& hash, std::size_t index) { return static_cast<unsigned char>(hash[index]); }

Picture one_colour(int red, int green, int blue) {
  return draw(40, 30, 3, [=](int, int, int c) { return c == 0 ? red : c == 1 ? green : blue; });
}

TEST(Thumbhash, TheHeaderOfAFlatPictureHoldsItsColour) {
  // l = 1/3, p = 1/2, q = 1 for red: 21, 47 (of 0.75) and 63 in six bits each, no AC scale.
  const std::string hash = thumbhash(one_colour(255, 0, 0).view());
  const int header = byte_of(hash, 0) | byte_of(hash, 1) << 8 | byte_of(hash, 2) << 16;
  EXPECT_EQ(header & 63, 21);
  EXPECT_EQ(header >> 6 & 63, 47);
  EXPECT_EQ(header >> 12 & 63, 63);
  EXPECT_EQ(header >> 23, 0);
}

TEST(Thumbhash, APictureOfAnyShapeFitsInTwentyFiveBytes) {
  for (const auto& [width, height] : {std::pair{100, 100}, {100, 20}, {13, 100}, {1, 1}, {100, 1}}) {
    for (const int channels : {3, 4}) {
      EXPECT_LE(thumbhash(test::draw_noise(width, height, channels).view()).size(), 25u) << width << 'x' << height;
    }
  }
}

TEST(Thumbhash, OrientationAndAlphaAreMarked) {
  const std::string wide = thumbhash(test::draw_scene(80, 40).view());
  const std::string tall = thumbhash(test::draw_scene(40, 80).view());
  const std::string clear = thumbhash(test::draw_noise(80, 40, 4).view());
  EXPECT_EQ(byte_of(wide, 4) >> 7, 1);
  EXPECT_EQ(byte_of(tall, 4) >> 7, 0);
  EXPECT_EQ(byte_of(wide, 2) >> 7, 0);
  EXPECT_EQ(byte_of(clear, 2) >> 7, 1);
}

TEST(Thumbhash, PicturesThatDifferInShapeHaveDifferentHashes) {
  const Picture left = draw(60, 60, 3, [](int x, int, int) { return x < 30 ? 250 : 5; });
  const Picture right = draw(60, 60, 3, [](int x, int, int) { return x < 30 ? 5 : 250; });
  EXPECT_NE(thumbhash(left.view()), thumbhash(right.view()));
}

TEST(DominantColor, OfOneColourIsThatColour) { EXPECT_EQ(dominant_color(one_colour(58, 95, 125).view()), "#3a5f7d"); }

TEST(DominantColor, IsNotTheMudBetweenTwoColours) {
  const Picture picture = draw(60, 60, 3, [](int x, int, int c) {
    return x < 40 ? (c == 2 ? 220 : 20) : c == 0 ? 220 : 20;
  });
  EXPECT_EQ(dominant_color(picture.view()), "#1414dc");
}

TEST(DominantColor, AVividSubjectWinsOverAGreyGround) {
  const Picture picture = draw(60, 60, 3, [](int x, int, int c) { return x < 24 ? (c == 0 ? 230 : 10) : 128; });
  EXPECT_EQ(dominant_color(picture.view()), "#e60a0a");
}

TEST(DominantColor, TransparentPixelsDoNotCount) {
  const Picture picture = draw(60, 60, 4, [](int x, int, int c) {
    return x < 50 ? (c == 0 ? 255 : 0) : c == 1 || c == 3 ? 255 : 0;
  });
  EXPECT_EQ(dominant_color(picture.view()), "#00ff00");
}

TEST(DominantColor, OfNothingIsWhite) {
  EXPECT_EQ(dominant_color(draw(5, 5, 4, [](int, int, int) { return 0; }).view()), "#ffffff");
}

}  // namespace
}  // namespace pictor::image
