#include "blobs/s3/retry.h"

#include <gtest/gtest.h>

#include "support/fakes.h"

namespace pictor::blobs {
namespace {

using std::chrono::milliseconds;

TEST(Retry, TellsThrottlingFromFailureFromAFinalAnswer) {
  EXPECT_EQ(judge(200, ""), Verdict::kFine);
  EXPECT_EQ(judge(206, ""), Verdict::kFine);
  EXPECT_EQ(judge(404, "NoSuchKey"), Verdict::kFinal);
  EXPECT_EQ(judge(412, "PreconditionFailed"), Verdict::kFinal);
  EXPECT_EQ(judge(409, "ConditionalRequestConflict"), Verdict::kRetry);
  EXPECT_EQ(judge(500, "InternalError"), Verdict::kRetry);
  EXPECT_EQ(judge(400, "RequestTimeout"), Verdict::kRetry);
  EXPECT_EQ(judge(503, "SlowDown"), Verdict::kThrottled);
  EXPECT_EQ(judge(403, "RequestTimeTooSkewed"), Verdict::kSkewed);
  EXPECT_EQ(judge(501, "NotImplemented"), Verdict::kFinal);
}

TEST(Retry, WaitsLongerEachTimeAndLongerWhereThrottled) {
  test::CountingRandom random;
  milliseconds longest{}, longest_throttled{};
  for (int i = 0; i < 1000; ++i) {
    longest = std::max(longest, retry_delay(1, Verdict::kRetry, "", random));
    longest_throttled = std::max(longest_throttled, retry_delay(2, Verdict::kThrottled, "", random));
  }
  EXPECT_LE(longest, milliseconds(50));
  EXPECT_GT(longest, milliseconds(40));
  EXPECT_LE(longest_throttled, milliseconds(2'000));
  EXPECT_GT(longest_throttled, milliseconds(1'800));
}

TEST(Retry, DoesAsTheStoreSaysWithinReason) {
  test::CountingRandom random;
  EXPECT_EQ(retry_delay(1, Verdict::kThrottled, "250", random), milliseconds(250));
  EXPECT_EQ(retry_delay(1, Verdict::kThrottled, "99999999", random), milliseconds(20'000));
}

TEST(RetryBudget, EndsAndIsEarnedBackBySuccesses) {
  RetryBudget budget;
  int taken = 0;
  while (budget.take()) ++taken;
  EXPECT_EQ(taken, 100);
  for (int i = 0; i < 5; ++i) budget.succeed();
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
}

}  // namespace
}  // namespace pictor::blobs
