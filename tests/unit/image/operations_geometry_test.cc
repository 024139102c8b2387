// Where things lie, as tables: gravity, enlarging, padding, turns, stamps.
#include <gtest/gtest.h>

#include "image/geometry.h"
#include "image/operations/stamp.h"
#include "image/orient.h"
#include "model/color.h"

namespace pictor::image {
namespace {

RenditionSpec box(int width, int height, Fit fit, Operations operations = {}) {
  return {.box_width = width, .box_height = height, .fit = fit, .operations = operations};
}

TEST(Gravity, SaysWhichPartACoverCropKeeps) {
  struct Case {
    Gravity gravity;
    double wide_x;  ///< where the middle half of a wide picture begins
    double high_y;  ///< and of a high one
  };
  for (const Case& c :
       {Case{Gravity::kCenter, 0.25, 0.25}, Case{Gravity::kNorth, 0.25, 0}, Case{Gravity::kNorthEast, 0.5, 0},
        Case{Gravity::kEast, 0.5, 0.25}, Case{Gravity::kSouthEast, 0.5, 0.5}, Case{Gravity::kSouth, 0.25, 0.5},
        Case{Gravity::kSouthWest, 0, 0.5}, Case{Gravity::kWest, 0, 0.25}, Case{Gravity::kNorthWest, 0, 0},
        Case{Gravity::kFocus, 0.25, 0.25}}) {
    const RenditionSpec spec = box(100, 100, Fit::kCover, {.gravity = c.gravity});
    EXPECT_EQ(place(spec, {400, 200})->region, (Region{c.wide_x, 0, 0.5, 1})) << to_string(c.gravity);
    EXPECT_EQ(place(spec, {200, 400})->region, (Region{0, c.high_y, 1, 0.5})) << to_string(c.gravity);
  }
}

TEST(Gravity, SaysWhereAPictureLiesOnItsCanvas) {
  const auto corner = [](Gravity gravity) {
    const Placement placement = place(box(200, 200, Fit::kContain, {.gravity = gravity}), {400, 100}).value();
    return std::pair(placement.left, placement.top);
  };
  EXPECT_EQ(corner(Gravity::kFocus), std::pair(0, 75));
  EXPECT_EQ(corner(Gravity::kNorthEast), std::pair(0, 0));
  EXPECT_EQ(corner(Gravity::kSouth), std::pair(0, 150));
}

TEST(Enlarge, GoesUpToTheBoxWhereItIsAsked) {
  const Operations enlarge{.enlarge = true};
  EXPECT_EQ(place(box(300, 300, Fit::kInside, enlarge), {40, 30})->canvas, (Size{300, 225}));
  EXPECT_EQ(place(box(0, 300, Fit::kInside, enlarge), {40, 30})->canvas, (Size{400, 300}));
  EXPECT_EQ(place(box(300, 300, Fit::kContain, enlarge), {40, 30})->scaled, (Size{300, 225}));
  EXPECT_EQ(place(box(300, 200, Fit::kCover, enlarge), {40, 30})->canvas, (Size{300, 200}));
  EXPECT_EQ(place(box(300, 200, Fit::kFill, enlarge), {40, 30})->canvas, (Size{300, 200}));
  EXPECT_EQ(place(box(0, 0, Fit::kInside, enlarge), {40, 30})->canvas, (Size{40, 30}));
}

TEST(Enlarge, IsBounded) {
  const auto pixels = place(box(10'000, 10'000, Fit::kFill, {.enlarge = true}), {40, 30});
  ASSERT_FALSE(pixels);
  EXPECT_EQ(pixels.error().code, ErrorCode::kInvalidParameter);
  EXPECT_EQ(pixels.error().actual, 100'000'000);
  const auto side = place(box(0, 50, Fit::kInside, {.enlarge = true}), {60'000, 2});
  ASSERT_FALSE(side);
  EXPECT_EQ(side.error().limit, kMaxCanvasSide);
}

TEST(Enlarge, OfNothingLeavesALargeSourceAllowed) { EXPECT_TRUE(place({}, {10'000, 10'000})); }

TEST(Padding, ComesOnTopOfTheBox) {
  const Placement placement =
      place(box(100, 50, Fit::kCover, {.pad = {.top = 1, .right = 2, .bottom = 3, .left = 4}}), {400, 400}).value();
  EXPECT_EQ(placement.scaled, (Size{100, 50}));
  EXPECT_EQ(placement.canvas, (Size{106, 54}));
  EXPECT_EQ(std::pair(placement.left, placement.top), std::pair(4, 1));
}

TEST(Operations, OutOfTheirBoundsAreRefusedByName) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::pair<std::string, Operations>> bad = {
      {"trim", {.trim = -1}},
      {"trim", {.trim = 256}},
      {"rotate", {.quarter_turns = 4}},
      {"blur", {.blur = 100.5}},
      {"blur", {.blur = 0.1}},
      {"blur", {.blur = nan}},
      {"sharpen", {.sharpen = -1}},
      {"sharpen", {.sharpen = nan}},
      {"pad", {.pad = {.left = 5000}}},
      {"watermark_gravity", {.watermark = {.gravity = Gravity::kSmart}}},
      {"watermark_offset", {.watermark = {.offset_x = -1}}},
      {"watermark_scale", {.watermark = {.scale = 1.5}}},
      {"watermark_scale", {.watermark = {.scale = 0}}},
      {"watermark_opacity", {.watermark = {.opacity = nan}}}};
  for (const auto& [field, operations] : bad) {
    const auto placed = place(box(10, 10, Fit::kCover, operations), {100, 100});
    ASSERT_FALSE(placed) << field;
    EXPECT_EQ(placed.error().field, field);
  }
}

TEST(Orientations, FollowEachOtherAsPicturesDo) {
  for (int a = 1; a <= 8; ++a) {
    for (int b = 1; b <= 8; ++b) {
      const auto first = static_cast<Orientation>(a), second = static_cast<Orientation>(b);
      Picture stored(3, 2, 3);
      for (std::size_t i = 0; i < stored.pixels().size(); ++i) stored.pixels()[i] = static_cast<std::uint8_t>(i);
      const Picture together = oriented_copy(stored.view(), followed_by(first, second));
      const Picture apart = oriented_copy(oriented_copy(stored.view(), first).view(), second);
      ASSERT_EQ(together.width(), apart.width()) << a << " " << b;
      EXPECT_TRUE(std::equal(together.view().pixels, together.view().pixels + 18, apart.view().pixels))
          << a << " " << b;
    }
  }
}

TEST(Orientations, AreUndoneByTheirInverse) {
  for (int value = 1; value <= 8; ++value) {
    const auto orientation = static_cast<Orientation>(value);
    EXPECT_EQ(followed_by(orientation, inverse(orientation)), Orientation::kNormal) << value;
  }
}

TEST(StampSize, IsAShareOfTheResultsWidth) {
  EXPECT_EQ(stamp_size({200, 100}, {400, 300}, {.scale = 0.25}), (Size{100, 50}));
  EXPECT_EQ(stamp_size({20, 10}, {400, 300}, {.scale = 0.5}), (Size{200, 100}));
  EXPECT_EQ(stamp_size({100, 200}, {400, 100}, {.scale = 0.5}), (Size{50, 100})) << "no higher than the result";
  EXPECT_EQ(stamp_size({5000, 1}, {10, 10}, {.scale = 0.01}), (Size{1, 1}));
}

TEST(Color, IsSpelledInSixOrEightHexDigits) {
  EXPECT_EQ(color_from("FF8000"), (Color{255, 128, 0, 255}));
  EXPECT_EQ(color_from("ff800080"), (Color{255, 128, 0, 128}));
  EXPECT_EQ(to_string(Color{255, 128, 0, 255}), "ff8000");
  EXPECT_EQ(to_string(Color{1, 2, 3, 0}), "01020300");
  for (const char* bad : {"", "fff", "#ff8000", "ff800", "ff80000", "gg0000", "ff 000", "-10000", "ff800080ff"})
    EXPECT_FALSE(color_from(bad)) << bad;
}

TEST(Gravity, HasANameOfItsOwn) {
  for (int value = 0; value <= static_cast<int>(Gravity::kNorthWest); ++value) {
    const auto gravity = static_cast<Gravity>(value);
    EXPECT_EQ(gravity_from(to_string(gravity)), gravity);
  }
  EXPECT_FALSE(gravity_from("middle"));
}

}  // namespace
}  // namespace pictor::image
