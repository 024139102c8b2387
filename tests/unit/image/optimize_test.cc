#include "image/optimize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "image/flat_graphic.h"
#include "image/metric/ssimulacra2.h"
#include "image/optimize/sample_tiles.h"
#include "support/sample_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::draw;
using test::draw_scene;
using test::score;

/// optimize() of a file that is shown as it is stored.
std::optional<Optimized> optimized(const EncodedBytes& file, const OptimizeSpec& spec = {}) {
  const ProbeOutcome probed = probe(file, Limits{}).value();
  const Picture picture = decode(file);
  return optimize(picture.view(), {file, probed}, spec).value();
}

EncodedBytes photo(int quality, int width = 400, int height = 300) {
  return encode_jpeg(draw_scene(width, height).view(), {.quality = quality, .effort = Effort::kFast}).value();
}

TEST(Optimize, APhotoOfHighQualityBecomesSmallerAndStaysAboveTheFloor) {
  const EncodedBytes file = photo(96);
  const std::optional<Optimized> best = optimized(file);
  ASSERT_TRUE(best);
  EXPECT_LT(best->file.size(), file.size());
  EXPECT_FALSE(best->outcome.stripped_copy);
  EXPECT_GE(score(decode(file).view(), decode(best->file).view()), kOptimizeFloor);
}

TEST(Optimize, AHigherFloorCostsMoreBytes) {
  const EncodedBytes file = photo(98);
  EXPECT_LT(optimized(file, {.floor = 60})->file.size(), optimized(file, {.floor = 85})->file.size());
}

TEST(Optimize, AFileThatNothingCanReplaceIsKeptLessItsMetadata) {
  const EncodedBytes file = test::make_jpeg({.quality = 60, .comment = std::string(100, 'x')});
  const std::optional<Optimized> best = optimized(file, {.floor = 100.0});  // out of reach of every lossy encoder
  ASSERT_TRUE(best);
  EXPECT_TRUE(best->outcome.stripped_copy);
  EXPECT_EQ(best->outcome.rendition.format, Format::kJpeg);
  EXPECT_LE(best->file.size(), file.size() - 100);
}

TEST(Optimize, ATurnedFileIsNeverKept) {
  const EncodedBytes file = test::make_jpeg({.quality = 60, .orientation = 6});
  const ProbeOutcome probed = probe(file, Limits{}).value();
  const Picture shown = draw_scene(probed.facts.width, probed.facts.height);
  const std::optional<Optimized> best = optimize(shown.view(), {file, probed}, {.floor = 100.0}).value();
  EXPECT_TRUE(!best || !best->outcome.stripped_copy);
}

TEST(Optimize, AResultIsNeverLargerThanTheSource) {
  for (const int quality : {5, 20, 40, 60, 80, 95}) {
    const EncodedBytes file = photo(quality);
    const std::optional<Optimized> best = optimized(file);
    if (best) EXPECT_LE(best->file.size(), file.size()) << quality;
  }
}

TEST(Optimize, AFlatGraphicIsKeptWithoutLoss) {
  const Picture graphic = draw(500, 400, 3, [](int x, int y, int c) { return (x / 60 + y / 50 + c) % 3 * 90; });
  const EncodedBytes file = encode_png(graphic.view(), {.effort = Effort::kFast}).value();
  const std::optional<Optimized> best = optimized(file);
  ASSERT_TRUE(best);
  EXPECT_TRUE(test::identical(decode(best->file).view(), graphic.view()));
}

TEST(Optimize, TransparencySurvives) {
  const Picture picture = draw(300, 200, 4, [](int x, int y, int c) {
    if (c == 3) return x < 150 ? 0 : 255;
    return static_cast<int>(128 + 60 * std::sin(x * 0.2 + c) * std::cos(y * 0.13));
  });
  const EncodedBytes file = encode_png(picture.view(), {}).value();
  const std::optional<Optimized> best = optimized(file);
  ASSERT_TRUE(best);
  const Picture back = decode(best->file);
  ASSERT_EQ(back.channels(), 4);
  EXPECT_EQ(back.view().row(100)[10 * 4 + 3], 0);
  EXPECT_EQ(back.view().row(100)[290 * 4 + 3], 255);
}

TEST(Optimize, RecordsWhatWasTried) {
  const std::optional<Optimized> best = optimized(photo(96), {.max_encodes = 3});
  ASSERT_TRUE(best);
  for (const Format format : {Format::kJpeg, Format::kWebp}) {
    const auto count = std::ranges::count(best->outcome.candidates, format, &OptimizeCandidate::format);
    EXPECT_GE(count, 1);
    EXPECT_LE(count, 2 * 3);  // of the sample, and of the whole
  }
}

TEST(Optimize, IsDeterministic) {
  const EncodedBytes file = photo(92);
  EXPECT_EQ(optimized(file)->file, optimized(file)->file);
}

TEST(Optimize, TakesASinglePixel) {
  const EncodedBytes file = test::make_png({.width = 1, .height = 1});
  const std::optional<Optimized> best = optimized(file);
  ASSERT_TRUE(best);
  EXPECT_LE(best->file.size(), file.size());
}

TEST(OptimizeAnimation, IsSmallerAndStillMoves) {
  const EncodedBytes file = test::make_gif({.width = 160, .height = 120, .frames = 5});
  const ProbeOutcome probed = probe(file, Limits{}).value();
  const std::optional<Optimized> best = optimize_animation({file, probed}, {}).value();
  ASSERT_TRUE(best);
  EXPECT_LE(best->file.size(), file.size());
  EXPECT_EQ(probe(best->file, Limits{}).value().facts.frames, best->outcome.rendition.frames);
  EXPECT_GE(best->outcome.rendition.frames, 2);
}

TEST(SampleTiles, ReachFromCornerToCorner) {
  // Every corner tile of a large picture in another grey.
  const int width = 1000, height = 700;
  const Picture picture =
      draw(width, height, 3, [](int x, int y, int) { return (x < 500 ? 20 : 90) + (y < 350 ? 0 : 40); });
  const Picture sample = sample_tiles(picture.view());
  const PictureView view = sample.view();
  ASSERT_EQ(view.width, kTileSide * kTilesAlong);
  ASSERT_EQ(view.height, kTileSide * kTilesAcross);
  EXPECT_EQ(view.row(0)[0], 20);
  EXPECT_EQ(view.row(0)[view.stride() - 1], 90);
  EXPECT_EQ(view.row(view.height - 1)[0], 60);
  EXPECT_EQ(view.row(view.height - 1)[view.stride() - 1], 130);
}

TEST(SampleTiles, LieTheOtherWayInAnUprightPicture) {
  const Picture picture = draw(700, 1000, 3, [](int x, int y, int) { return (x + y) % 200; });
  EXPECT_EQ(sample_tiles(picture.view()).width(), kTileSide * kTilesAcross);
}

TEST(SampleTiles, ASmallPictureStandsForItself) {
  const Picture scene = draw_scene(100, 60);
  EXPECT_TRUE(test::identical(sample_tiles(scene.view()).view(), scene.view()));
}

TEST(FlatGraphic, ADrawingIsOneAndASceneIsNot) {
  EXPECT_TRUE(is_flat_graphic(draw(200, 200, 3, [](int x, int, int) { return x < 100 ? 0 : 255; }).view()));
  EXPECT_FALSE(is_flat_graphic(draw_scene(200, 200).view()));
}

}  // namespace
}  // namespace pictor::image
