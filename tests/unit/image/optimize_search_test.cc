#include <gtest/gtest.h>

#include "image/optimize/quality_search.h"

namespace pictor::image {
namespace {

/// An encoder whose score is a straight line through (75, `at_75`) with this slope.
QualityTrial line(double at_75, double slope) {
  return [=](int quality) -> Result<OptimizeCandidate> {
    return OptimizeCandidate{.quality = quality, .bytes = quality * 100, .score = at_75 + (quality - 75) * slope};
  };
}

std::optional<OptimizeCandidate> search(const QualityTrial& trial, int max_trials,
                                        std::vector<OptimizeCandidate>* tried = nullptr) {
  std::vector<OptimizeCandidate> all;
  return search_quality({.floor = 75, .max_trials = max_trials}, trial, tried == nullptr ? all : *tried).value();
}

TEST(QualitySearch, ComesLittleAboveTheFloorInFourTrials) {
  for (const double at_75 : {66.0, 70.0, 75.0, 80.0, 85.0}) {
    for (const double slope : {0.5, 0.8, 1.1}) {
      const auto found = search(line(at_75, slope), 4);
      ASSERT_TRUE(found) << at_75 << ' ' << slope;
      EXPECT_GE(found->score, 75);
      EXPECT_LE(found->score, 76.6) << at_75 << ' ' << slope;
    }
  }
}

TEST(QualitySearch, NeverTriesMoreThanAllowed) {
  for (int allowed = 1; allowed <= 6; ++allowed) {
    std::vector<OptimizeCandidate> tried;
    search(line(66, 0.9), allowed, &tried);
    EXPECT_LE(static_cast<int>(tried.size()), allowed);
  }
}

TEST(QualitySearch, TheLastTrialIsTheHighestQualityWhenNothingPassed) {
  std::vector<OptimizeCandidate> tried;
  const auto noisy = [](int quality) -> Result<OptimizeCandidate> {
    return OptimizeCandidate{.quality = quality, .score = quality >= 94 ? 76.0 : 74.9};
  };
  const auto found = search(noisy, 4, &tried);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->quality, kHighestQuality);
}

TEST(QualitySearch, SaysSoWhenNothingReachesTheFloor) { EXPECT_FALSE(search(line(40, 0.5), 4)); }

TEST(QualitySearch, StopsAtTheLowestQuality) {
  const auto found = search(line(99, 0.1), 6);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->quality, kLowestQuality);
}

TEST(QualitySearch, AnEncoderThatFailsEndsTheSearch) {
  const auto broken = [](int) -> Result<OptimizeCandidate> { return fail(ErrorCode::kInternal, "no"); };
  std::vector<OptimizeCandidate> tried;
  EXPECT_FALSE(search_quality({.floor = 75}, broken, tried));
}

}  // namespace
}  // namespace pictor::image
