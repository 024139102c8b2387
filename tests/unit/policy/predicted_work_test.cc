#include "policy/predicted_work.h"

#include <gtest/gtest.h>

#include "policy/presets.h"

namespace pictor::policy {
namespace {

ImageFacts photo(int width, int height, Format format = Format::kJpeg) {
  ImageFacts facts;
  facts.format = format;
  facts.width = width;
  facts.height = height;
  facts.frames = 1;
  return facts;
}

image::Plan one(image::RenditionSpec spec) { return {.renditions = {spec}}; }

TEST(PredictedWork, GrowsWithTheSource) {
  const image::Plan plan = one({.box_width = 300, .box_height = 300});
  EXPECT_GT(predicted_work(photo(6000, 4000), plan), 3 * predicted_work(photo(2000, 1500), plan));
}

TEST(PredictedWork, GrowsWithWhatIsMade) {
  const auto fast = predicted_work(photo(2000, 1500),
                                   one({.box_width = 1200, .format = Format::kAvif, .effort = image::Effort::kFast}));
  const auto small = predicted_work(photo(2000, 1500),
                                    one({.box_width = 1200, .format = Format::kAvif, .effort = image::Effort::kSmall}));
  EXPECT_GT(small, 5 * fast);
}

TEST(PredictedWork, GrowsWhereTheQualityIsSearchedFor) {
  const auto fixed = predicted_work(photo(2000, 1500), one({.box_width = 1200}));
  EXPECT_GT(predicted_work(photo(2000, 1500), one({.box_width = 1200, .floor = 70})), 2 * fixed);
}

TEST(PredictedWork, CountsEveryFrameOfWhatMoves) {
  ImageFacts animation = photo(500, 500, Format::kGif);
  animation.frames = 50;
  const auto moving = predicted_work(animation, one({.box_width = 300, .format = Format::kWebp}));
  const auto still = predicted_work(animation, one({.box_width = 300, .format = Format::kJpeg}));
  EXPECT_GT(moving, 20 * still);
}

TEST(PredictedWork, DoesNotPayForEnlargingWhatStaysAsItIs) {
  const image::Plan beyond = one({.box_width = 16'000, .box_height = 16'000, .format = Format::kWebp});
  const image::Plan exact = one({.box_width = 400, .box_height = 300, .format = Format::kWebp});
  EXPECT_EQ(predicted_work(photo(400, 300), beyond), predicted_work(photo(400, 300), exact));
}

TEST(PredictedWork, IsNeverNothing) {
  EXPECT_EQ(predicted_work(photo(1, 1), one({.box_width = 1})), std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace pictor::policy
