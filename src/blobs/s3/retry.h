#pragma once
// When a request to a store is sent again (aws.md of the AWS SDKs: "standard" retry mode).

#include <chrono>
#include <functional>
#include <mutex>

#include "base/random.h"
#include "base/result.h"
#include "net/http_client.h"

namespace pictor::blobs {

/// Requests are sent at most this often.
inline constexpr int kMaxAttempts = 3;

/// What an answer, or its absence, means for another attempt.
enum class Verdict { kFine, kFinal, kRetry, kThrottled, kSkewed };

/// `code` is the <Code> of an S3 error document; empty where there is none.
Verdict judge(int status, std::string_view code);

/// Time to wait before attempt `attempt` (1 is the first retry): full jitter over 50 ms x 2^n, or 1 s x 2^n where the
/// store throttles, at most 20 s; the store's own x-amz-retry-after (milliseconds) where it says one.
std::chrono::milliseconds retry_delay(int attempt, Verdict verdict, std::string_view retry_after, RandomSource& random);

/// Tokens that retries cost and successes earn back, so that a broken store is not asked three times as often as one
/// that works. Any thread.
class RetryBudget {
 public:
  bool take();     ///< false: no retry now
  void succeed();  ///< a request that went well

 private:
  static constexpr int kCapacity = 500;
  static constexpr int kCost = 5;
  std::mutex mutex_;
  int tokens_ = kCapacity;
};

}  // namespace pictor::blobs
