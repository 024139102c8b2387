#include <gtest/gtest.h>

#include "image/geometry.h"

namespace pictor::image {
namespace {

Placement placed(Fit fit, Size box, Size source, FocalPoint focus = {}) {
  return place({.box_width = box.width, .box_height = box.height, .fit = fit, .focus = focus}, source).value();
}

TEST(Geometry, InsideKeepsTheAspectRatio) {
  EXPECT_EQ(placed(Fit::kInside, {300, 300}, {4000, 3000}).scaled, (Size{300, 225}));
}

TEST(Geometry, InsideNeverEnlarges) { EXPECT_EQ(placed(Fit::kInside, {300, 300}, {40, 30}).scaled, (Size{40, 30})); }

TEST(Geometry, ASideOfZeroFollowsFromTheOther) {
  EXPECT_EQ(placed(Fit::kCover, {300, 0}, {4000, 3000}).canvas, (Size{300, 225}));
}

TEST(Geometry, AStripKeepsAtLeastOnePixel) {
  EXPECT_EQ(placed(Fit::kInside, {100, 100}, {10'000, 3}).scaled, (Size{100, 1}));
}

TEST(Geometry, ContainHasExactlyTheBoxAsCanvas) {
  const Placement placement = placed(Fit::kContain, {200, 200}, {400, 100});
  EXPECT_EQ(placement.scaled, (Size{200, 50}));
  EXPECT_EQ(placement.canvas, (Size{200, 200}));
}

TEST(Geometry, CoverCutsTheMiddleOutByDefault) {
  const Placement placement = placed(Fit::kCover, {100, 100}, {400, 200});
  EXPECT_EQ(placement.scaled, (Size{100, 100}));
  EXPECT_EQ(placement.region, (Region{0.25, 0, 0.5, 1}));
}

TEST(Geometry, CoverKeepsTheFocalPointAsFarAsThePictureGoes) {
  EXPECT_EQ(placed(Fit::kCover, {100, 100}, {400, 200}, {.x = 0.95, .y = 0.5}).region.x, 0.5);
}

TEST(Geometry, ACoverBoxAboveTheSourceShrinksWithItsAspectRatio) {
  EXPECT_EQ(placed(Fit::kCover, {1000, 500}, {300, 300}).scaled, (Size{300, 150}));
}

TEST(Geometry, FillStretchesButNotBeyondTheSource) {
  EXPECT_EQ(placed(Fit::kFill, {100, 500}, {200, 300}).scaled, (Size{100, 300}));
}

TEST(Geometry, ANegativeSideIsRefused) {
  EXPECT_EQ(place({.box_width = -1}, {10, 10}).error().code, ErrorCode::kInvalidParameter);
}

TEST(Geometry, AFocalPointOutsideThePictureIsRefused) {
  EXPECT_FALSE(place({.box_width = 5, .box_height = 5, .fit = Fit::kCover, .focus = {.x = 1.5}}, {10, 10}));
}

}  // namespace
}  // namespace pictor::image
