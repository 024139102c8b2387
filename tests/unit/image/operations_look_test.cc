// What looks at pixels before it cuts: borders and smart crops.
#include <gtest/gtest.h>

#include <cmath>

#include "image/operations/borders.h"
#include "image/operations/saliency.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw;

Region inside(const Picture& picture, int tolerance, Borders::Corner corner = Borders::Corner::kTopLeft) {
  Borders borders(picture.width(), picture.channels());
  for (int y = 0; y < picture.height(); ++y) borders.add_row({picture.view().row(y), picture.stride()});
  return borders.inside(corner, tolerance);
}

Region pixels(const Region& region, int width, int height) {
  return {region.x * width, region.y * height, region.width * width, region.height * height};
}

/// Straight from the definition: the smallest box around all pixels that differ from the corner.
Region reference_inside(const Picture& picture, int tolerance) {
  int left = picture.width(), top = picture.height(), right = -1, bottom = -1;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      for (int c = 0; c < 3; ++c) {
        if (std::abs(picture.view().row(y)[x * 3 + c] - picture.view().row(0)[c]) <= tolerance) continue;
        left = std::min(left, x), right = std::max(right, x);
        top = std::min(top, y), bottom = std::max(bottom, y);
      }
    }
  }
  if (right < 0) return {0, 0, 1.0 * picture.width(), 1.0 * picture.height()};
  return {1.0 * left, 1.0 * top, right - left + 1.0, bottom - top + 1.0};
}

TEST(Borders, AreTheRowsAndColumnsLikeTheCorner) {
  test::CountingRandom random;
  for (int round = 0; round < 40; ++round) {
    std::array<std::uint8_t, 6> dice{};
    random.fill(dice);
    const int width = 5 + dice[0] % 30, height = 5 + dice[1] % 30;
    // A few specks of different strength on an even ground.
    Picture picture = draw(width, height, 3, [](int, int, int) { return 100; });
    for (int speck = 0; speck < 3; ++speck)
      picture.row(1 + (dice[2] + speck * 7) % (height - 1))[(1 + (dice[3] + speck * 5) % (width - 1)) * 3 + speck] =
          static_cast<std::uint8_t>(100 + dice[4 + speck % 2] % 20);
    const Region found = pixels(inside(picture, 6), width, height);
    const Region expected = reference_inside(picture, 6);
    EXPECT_NEAR(found.x, expected.x, 1e-9);
    EXPECT_NEAR(found.y, expected.y, 1e-9);
    EXPECT_NEAR(found.width, expected.width, 1e-9);
    EXPECT_NEAR(found.height, expected.height, 1e-9);
  }
}

TEST(Borders, OfAnEvenPictureLeaveItWhole) {
  EXPECT_TRUE(inside(draw(20, 10, 3, [](int, int, int) { return 200; }), 0).whole());
}

TEST(Borders, OfTransparencyAreAlikeWhateverTheyHide) {
  const Picture picture = draw(40, 40, 4, [](int x, int y, int c) {
    const bool shown = x >= 10 && x < 30 && y >= 15 && y < 20;
    if (c == 3) return shown ? 255 : 0;
    return shown ? 255 : (x * 37 + y * 11) % 256;
  });
  EXPECT_EQ(pixels(inside(picture, 0), 40, 40), (Region{10, 15, 20, 5}));
}

TEST(Borders, GoByTheCornerThatIsAsked) {
  // Black at the left, white at the right, grey in between.
  const Picture picture = draw(30, 10, 3, [](int x, int, int) { return x < 10 ? 0 : (x < 20 ? 128 : 255); });
  EXPECT_EQ(pixels(inside(picture, 10, Borders::Corner::kTopLeft), 30, 10), (Region{10, 0, 20, 10}));
  EXPECT_EQ(pixels(inside(picture, 10, Borders::Corner::kBottomRight), 30, 10), (Region{0, 0, 20, 10}));
}

/// Where the middle of a square crop of a 128 x 64 picture comes to lie.
double smart_middle(const Picture& picture) {
  const Region window = most_salient(picture.view(), {}, 0.5, 1);
  EXPECT_EQ(window.width, 0.5);
  return window.x + window.width / 2;
}

bool in_disc(int x, int y, int middle, int radius) { return std::hypot(x - middle, y - 32) < radius; }

TEST(SmartCrop, KeepsDetailOnAnEvenGround) {
  for (const int middle : {20, 64, 108}) {
    const Picture picture = draw(
        128, 64, 3, [&](int x, int y, int) { return in_disc(x, y, middle, 12) ? ((x + y) % 2 != 0 ? 90 : 170) : 130; });
    EXPECT_NEAR(smart_middle(picture), std::clamp(middle / 128.0, 0.25, 0.75), 0.1) << middle;
  }
}

TEST(SmartCrop, KeepsAColourThatStandsOut) {
  const Picture picture = draw(128, 64, 3, [&](int x, int y, int c) {
    const int grain = (x * 7919 + y * 104'729) % 13;
    return in_disc(x, y, 100, 14) ? (c == 0 ? 200 : 30) : 110 + grain;
  });
  EXPECT_GT(smart_middle(picture), 0.65);
}

TEST(SmartCrop, PrefersSkinToAnyOtherPatchOfColour) {
  for (const auto& skin : {std::array{224, 172, 105}, std::array{141, 85, 36}, std::array{96, 65, 40}}) {
    const Picture picture = draw(128, 64, 3, [&](int x, int y, int c) {
      if (in_disc(x, y, 24, 12)) return skin[c];
      if (in_disc(x, y, 104, 12)) return std::array{90, 110, 200}[c];
      return std::array{120, 130, 120}[c];
    });
    EXPECT_LT(smart_middle(picture), 0.4) << skin[0];
  }
}

TEST(SmartCrop, OfNothingInParticularIsTheMiddle) {
  EXPECT_EQ(smart_middle(draw(128, 64, 3, [](int, int, int) { return 90; })), 0.5);
}

TEST(SmartCrop, IgnoresWhatIsTransparent) {
  const Picture picture = draw(128, 64, 4, [&](int x, int y, int c) {
    if (c == 3) return x < 64 ? 0 : 255;
    return x < 64 ? ((x + y) % 2 != 0 ? 0 : 255) : (in_disc(x, y, 100, 10) ? 220 : 120);
  });
  EXPECT_GT(smart_middle(picture), 0.6);
}

TEST(SmartCrop, StaysInsideOfWhatWasTrimmed) {
  const Picture picture =
      draw(128, 64, 3, [&](int x, int y, int) { return in_disc(x, y, 10, 9) ? (x + y) % 2 * 255 : 130; });
  const Region window = most_salient(picture.view(), {0.5, 0, 0.5, 1}, 0.25, 1);
  EXPECT_GE(window.x, 0.5);
  EXPECT_LE(window.x + window.width, 1);
}

TEST(SmartCrop, IsTheSameEveryTime) {
  const Picture picture = test::draw_noise(128, 96, 3);
  EXPECT_EQ(most_salient(picture.view(), {}, 0.6, 1), most_salient(picture.view(), {}, 0.6, 1));
}

}  // namespace
}  // namespace pictor::image
