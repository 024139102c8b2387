#include <gtest/gtest.h>

#include <cmath>

#include "image/operations/canvas.h"
#include "image/operations/stamp.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw;

constexpr Color kRed{255, 0, 0};

Color pixel(const PictureView& picture, int x, int y) {
  const std::uint8_t* at = picture.row(y) + static_cast<std::size_t>(x) * picture.channels;
  return {at[0], at[1], at[2], picture.channels == 4 ? at[3] : std::uint8_t{255}};
}

Picture even(int width, int height, const Color& color) {
  return draw(width, height, 4,
              [&](int, int, int c) { return std::array{color.red, color.green, color.blue, color.alpha}[c]; });
}

TEST(Over, IsTheBlendOfThePorterDuffDefinition) {
  for (int top_alpha = 0; top_alpha <= 255; top_alpha += 15) {
    for (int bottom_alpha = 0; bottom_alpha <= 255; bottom_alpha += 15) {
      const Color blended = over({200, 10, 99, static_cast<std::uint8_t>(top_alpha)},
                                 {20, 250, 99, static_cast<std::uint8_t>(bottom_alpha)});
      const double above = top_alpha / 255.0, below = bottom_alpha / 255.0 * (1 - above);
      EXPECT_NEAR(blended.alpha, (above + below) * 255, 0.51);
      if (bottom_alpha == 0 || above + below == 0) continue;
      EXPECT_NEAR(blended.red, (200 * above + 20 * below) / (above + below), 0.51);
      EXPECT_NEAR(blended.green, (10 * above + 250 * below) / (above + below), 0.51);
      EXPECT_EQ(blended.blue, 99);
    }
  }
}

TEST(Canvas, ShowsThePictureWhereItLiesAndItsColourAround) {
  const Picture picture = even(4, 3, {0, 0, 255, 255});
  const Picture made = on_canvas(picture.view(), {.size = {10, 8}, .left = 5, .top = 2, .color = kRed, .channels = 3});
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 10; ++x) {
      const bool on_picture = x >= 5 && x < 9 && y >= 2 && y < 5;
      EXPECT_EQ(pixel(made.view(), x, y), (on_picture ? Color{0, 0, 255} : kRed)) << x << " " << y;
    }
  }
}

TEST(Canvas, ShinesThroughWhatIsTransparent) {
  const Picture picture = even(2, 1, {0, 0, 0, 51});  // a fifth
  const Picture opaque = on_canvas(picture.view(), {.size = {2, 1}, .color = {250, 250, 250}, .channels = 4});
  EXPECT_EQ(pixel(opaque.view(), 0, 0), (Color{200, 200, 200, 255}));
  const Picture half = on_canvas(picture.view(), {.size = {2, 1}, .color = {250, 250, 250, 0}, .channels = 4});
  EXPECT_EQ(pixel(half.view(), 1, 0), (Color{0, 0, 0, 51}));
}

TEST(Stamp, LiesAtItsGravityLessItsOffset) {
  struct Case {
    Gravity gravity;
    int left, top;
  };
  const Picture mark = even(4, 2, kRed);
  for (const Case& c :
       {Case{Gravity::kNorthWest, 1, 2}, Case{Gravity::kNorth, 9, 2}, Case{Gravity::kNorthEast, 15, 2},
        Case{Gravity::kWest, 1, 11}, Case{Gravity::kCenter, 9, 11}, Case{Gravity::kEast, 15, 11},
        Case{Gravity::kSouthWest, 1, 16}, Case{Gravity::kSouth, 9, 16}, Case{Gravity::kSouthEast, 15, 16}}) {
    Picture picture = even(20, 20, {0, 0, 0, 255});
    stamp(picture, mark.view(), {.gravity = c.gravity, .offset_x = 1, .offset_y = 2});
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < 20; ++x) {
        const bool marked = x >= c.left && x < c.left + 4 && y >= c.top && y < c.top + 2;
        ASSERT_EQ(pixel(picture.view(), x, y).red, marked ? 255 : 0) << to_string(c.gravity) << " " << x << " " << y;
      }
    }
  }
}

TEST(Stamp, FadesByItsOpacityAndItsOwnAlpha) {
  Picture picture = even(2, 1, {0, 0, 0, 255});
  stamp(picture, draw(2, 1, 4, [](int x, int, int c) { return c == 3 && x == 1 ? 128 : 255; }).view(),
        {.opacity = 0.5});
  EXPECT_NEAR(pixel(picture.view(), 0, 0).red, 128, 1);
  EXPECT_NEAR(pixel(picture.view(), 1, 0).red, 64, 1);
}

TEST(Stamp, LeavesNoTraceWhereItIsTransparent) {
  Picture picture = even(3, 3, {10, 20, 30, 0});
  stamp(picture, even(3, 3, {255, 255, 255, 0}).view(), {});
  EXPECT_EQ(pixel(picture.view(), 1, 1), (Color{10, 20, 30, 0}));
}

TEST(Stamp, HasNoHaloOnATransparentPicture) {
  Picture picture = even(3, 3, {0, 0, 0, 0});
  stamp(picture, even(3, 3, {255, 255, 255, 100}).view(), {});
  EXPECT_EQ(pixel(picture.view(), 1, 1), (Color{255, 255, 255, 100}));
}

TEST(Stamp, IsCutOffAtTheEdgesOfThePicture) {
  Picture picture = even(5, 5, {0, 0, 0, 255});
  stamp(picture, even(4, 4, kRed).view(), {.gravity = Gravity::kSouthEast, .offset_x = 4, .offset_y = 3});
  EXPECT_EQ(pixel(picture.view(), 0, 0).red, 255);
  EXPECT_EQ(pixel(picture.view(), 1, 0).red, 0);
  stamp(picture, even(4, 4, kRed).view(), {.offset_x = 4096, .offset_y = 4096});
}

TEST(Stamp, TilesTheWholePictureWithItsOffsetAsGap) {
  for (const Gravity gravity : {Gravity::kNorthWest, Gravity::kCenter, Gravity::kSouthEast}) {
    Picture picture = even(23, 17, {0, 0, 0, 255});
    stamp(picture, even(3, 2, kRed).view(), {.gravity = gravity, .offset_x = 2, .offset_y = 1, .tile = true});
    for (int y = 0; y < 17; ++y) {
      for (int x = 0; x < 23; ++x) {
        if (x + 5 < 23) ASSERT_EQ(pixel(picture.view(), x, y), pixel(picture.view(), x + 5, y));
        if (y + 3 < 17) ASSERT_EQ(pixel(picture.view(), x, y), pixel(picture.view(), x, y + 3));
      }
    }
    const auto at_end = gravity == Gravity::kSouthEast ? std::pair(22, 16) : std::pair(0, 0);
    if (gravity != Gravity::kCenter) EXPECT_EQ(pixel(picture.view(), at_end.first, at_end.second).red, 255);
  }
}

}  // namespace
}  // namespace pictor::image
