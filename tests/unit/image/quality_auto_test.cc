#include <gtest/gtest.h>

#include <algorithm>

#include "image/encode/jpeg/jpeg_analysis.h"
#include "image/metric/ssimulacra2.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/quality_guess.h"
#include "image/optimize/shown_jpeg.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::draw;
using test::draw_scene;
using test::score;

void expect_shown(const Picture& picture, const EncodeSettings& settings) {
  const jpeg::QuantisedPicture levels = JpegAnalysis::of(picture.view()).value().quantised(settings);
  const EncodedBytes file = write_coefficients(levels, settings.effort).value();
  EXPECT_TRUE(test::identical(shown_jpeg(levels).view(), decode(file).view()));
}

TEST(ShownJpeg, IsWhatTheFileShows) {
  for (const int quality : {10, 60, 95}) {
    for (const Effort effort : {Effort::kFast, Effort::kSmall}) {
      expect_shown(draw_scene(200, 120), {.quality = quality, .effort = effort});
    }
  }
}

TEST(ShownJpeg, IsWhatTheFileShowsWhereBlocksReachBeyondThePicture) {
  for (const int width : {1, 2, 7, 17, 33, 40}) {
    for (const int height : {1, 9, 24, 31}) expect_shown(draw_scene(width, height), {.quality = 70});
  }
}

TEST(ShownJpeg, IsWhatTheFileShowsOfGrey) {
  expect_shown(draw(45, 30, 3, [](int x, int y, int) { return 4 * x + y; }), {.quality = 70});
}

TEST(ShownJpeg, IsWhatTheFileShowsOfFullChroma) {
  expect_shown(draw(70, 45, 3, [](int x, int, int channel) { return x / 5 % 3 == channel ? 255 : 0; }),
               {.quality = 70});
}

TEST(ShownJpeg, IsWhatTheFileShowsOfSamplesBeyondTheLimits) {
  expect_shown(test::draw_noise(64, 64, 3), {.quality = 10});
}

class FloorOfEveryFormat : public testing::TestWithParam<Format> {};

TEST_P(FloorOfEveryFormat, IsReachedInAtMostFourEncodesWithLittleToSpare) {
  for (const int width : {90, 600}) {
    const Picture scene = draw_scene(width, width * 3 / 4);
    const FlooredPicture found = encode_to_floor(scene.view(), {.format = GetParam(), .floor = 70}).value();
    EXPECT_GE(found.score, 70);
    EXPECT_TRUE(found.score <= 74 || found.quality == kLowestQuality) << found.score;
    EXPECT_LE(found.tried.size(), 4U);
  }
}

TEST_P(FloorOfEveryFormat, IsWhatTheFileItselfScores) {
  const Picture scene = draw_scene(150, 100);
  const FlooredPicture found = encode_to_floor(scene.view(), {.format = GetParam(), .floor = 80}).value();
  EXPECT_DOUBLE_EQ(score(scene.view(), decode(found.file).view()), found.score);
}

TEST_P(FloorOfEveryFormat, TheFileIsAmongTheTriedWithItsBytes) {
  const FlooredPicture found = encode_to_floor(draw_scene(150, 100).view(), {.format = GetParam()}).value();
  const auto chosen = std::ranges::find(found.tried, found.quality, &OptimizeCandidate::quality);
  ASSERT_NE(chosen, found.tried.end());
  EXPECT_EQ(chosen->bytes, static_cast<std::int64_t>(found.file.size()));
  EXPECT_EQ(chosen->score, found.score);
}

TEST_P(FloorOfEveryFormat, ThatIsHigherIsGuessedToNeedMoreQuality) {
  const Picture scene = draw_scene(500, 400);
  EXPECT_LT(guess_quality(scene.view(), GetParam(), 60).value(), guess_quality(scene.view(), GetParam(), 85).value());
}

TEST_P(FloorOfEveryFormat, IsGuessedToNeedMoreQualityInAHarderPicture) {
  EXPECT_LT(quality_for(GetParam(), 70, 2.8, 0), quality_for(GetParam(), 70, 3.6, 0));
}

INSTANTIATE_TEST_SUITE_P(Formats, FloorOfEveryFormat,
                         testing::Values(Format::kJpeg, Format::kWebp, Format::kAvif, Format::kJxl),
                         [](const auto& format) { return std::string(to_string(format.param)); });

}  // namespace
}  // namespace pictor::image
