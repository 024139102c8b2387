#include "delivery/caching.h"

#include <gtest/gtest.h>

namespace pictor::delivery {
namespace {

using std::chrono::seconds;

const Time kNow = Time(seconds(1000));

TEST(CacheControl, LetsWhatMayChangeBeStaleWhileACacheAsksAgain) {
  EXPECT_EQ(cache_control(Permanence::kForNow, kNow, std::nullopt),
            "public, max-age=60, stale-while-revalidate=300, stale-if-error=3600");
}

TEST(CacheControl, LetsWhatCannotChangeBeKept) {
  EXPECT_EQ(cache_control(Permanence::kForEver, kNow, std::nullopt), "public, max-age=31536000, immutable");
}

TEST(CacheControl, NeverOutlivesTheUrl) {
  EXPECT_EQ(cache_control(Permanence::kForEver, kNow, kNow + std::chrono::milliseconds(90'999)),
            "public, max-age=90, immutable, must-revalidate");
  EXPECT_EQ(cache_control(Permanence::kForNow, kNow, kNow + seconds(9)), "public, max-age=9, must-revalidate");
  EXPECT_EQ(cache_control(Permanence::kForNow, kNow, kNow + seconds(60)), "public, max-age=60, must-revalidate");
  EXPECT_EQ(cache_control(Permanence::kForEver, kNow, kNow - seconds(9)),
            "public, max-age=0, immutable, must-revalidate");
}

TEST(CacheControl, IsNotStaleBeyondTheUrl) {
  EXPECT_EQ(cache_control(Permanence::kForNow, kNow, kNow + seconds(70)),
            "public, max-age=60, stale-while-revalidate=10, stale-if-error=10");
  EXPECT_EQ(cache_control(Permanence::kForNow, kNow, kNow + seconds(1060)),
            "public, max-age=60, stale-while-revalidate=300, stale-if-error=1000");
}

}  // namespace
}  // namespace pictor::delivery
