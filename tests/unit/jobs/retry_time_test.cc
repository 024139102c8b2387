#include <gtest/gtest.h>

#include "jobs/queue.h"

namespace pictor::jobs {
namespace {

using std::chrono::milliseconds;

constexpr Time kNow{milliseconds(1'800'000'000'000)};
constexpr double kAlmostOne = 1 - 1e-9;

/// Of a policy that never gives up: only its delays are looked at.
milliseconds longest_delay(int attempts) {
  const RetryPolicy policy{
      .max_attempts = 1'000'000, .base_delay = milliseconds(1000), .max_delay = milliseconds(60'000)};
  return *retry_time(policy, attempts, 0, kNow, kAlmostOne) - kNow;
}

TEST(RetryTime, DoublesTheLongestDelayWithEachTry) {
  EXPECT_EQ(longest_delay(1), milliseconds(999));
  EXPECT_EQ(longest_delay(2), milliseconds(1999));
  EXPECT_EQ(longest_delay(3), milliseconds(3999));
  EXPECT_EQ(longest_delay(6), milliseconds(31'999));
}

TEST(RetryTime, NeverWaitsLongerThanTheLimitHoweverManyTriesThereWere) {
  for (int attempts : {7, 8, 60, 100, 2000}) EXPECT_EQ(longest_delay(attempts), milliseconds(59'999)) << attempts;
}

TEST(RetryTime, DrawsFromZeroUpwards) {
  const RetryPolicy policy{.max_attempts = 9, .base_delay = milliseconds(1000)};
  EXPECT_EQ(retry_time(policy, 2, 0, kNow, 0.0), kNow);
  EXPECT_EQ(retry_time(policy, 2, 0, kNow, 0.25), kNow + milliseconds(500));
}

TEST(RetryTime, GivesUpAfterTheLastTry) {
  const RetryPolicy policy{.max_attempts = 3};
  EXPECT_TRUE(retry_time(policy, 1, 0, kNow, 0.5));
  EXPECT_TRUE(retry_time(policy, 2, 0, kNow, 0.5));
  EXPECT_FALSE(retry_time(policy, 3, 0, kNow, 0.5));
  EXPECT_FALSE(retry_time(policy, 4, 0, kNow, 0.5));
}

TEST(RetryTime, GivesUpOnAnInputThatKilledTwoCodecProcessesThoughTriesAreLeft) {
  const RetryPolicy policy{.max_attempts = 9, .max_crashes = 2};
  EXPECT_TRUE(retry_time(policy, 1, 1, kNow, 0.5));
  EXPECT_FALSE(retry_time(policy, 2, 2, kNow, 0.5));
}

}  // namespace
}  // namespace pictor::jobs
