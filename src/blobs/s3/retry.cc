#include "blobs/s3/retry.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/number.h"

namespace pictor::blobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBase{50};
constexpr milliseconds kThrottledBase{1'000};
constexpr milliseconds kLongest{20'000};

bool is_throttling(std::string_view code) {
  return code == "SlowDown" || code == "RequestLimitExceeded" || code == "TooManyRequests" ||
         code.starts_with("Throttl") || code == "ServiceUnavailable";
}

}  // namespace

Verdict judge(int status, std::string_view code) {
  if (is_throttling(code) || status == 429) return Verdict::kThrottled;
  if (code == "RequestTimeTooSkewed") return Verdict::kSkewed;
  if (code == "RequestTimeout" || code == "InternalError" || code == "ConditionalRequestConflict") {
    return Verdict::kRetry;
  }
  if (status == 500 || status == 502 || status == 503 || status == 504) return Verdict::kRetry;
  return status / 100 == 2 ? Verdict::kFine : Verdict::kFinal;
}

milliseconds retry_delay(int attempt, Verdict verdict, std::string_view retry_after, RandomSource& random) {
  if (const auto named = number_from<int>(retry_after); named && *named >= 0) {
    return std::min(milliseconds(*named), kLongest);
  }
  const milliseconds base = verdict == Verdict::kThrottled ? kThrottledBase : kBase;
  const milliseconds bound = std::min(base * (1 << std::clamp(attempt - 1, 0, 16)), kLongest);
  std::array<std::uint8_t, 4> bytes{};
  random.fill(bytes);
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof(number));
  return milliseconds(number % (bound.count() + 1));
}

bool RetryBudget::take() {
  const std::scoped_lock lock(mutex_);
  if (tokens_ < kCost) return false;
  tokens_ -= kCost;
  return true;
}

void RetryBudget::succeed() {
  const std::scoped_lock lock(mutex_);
  tokens_ = std::min(tokens_ + 1, kCapacity);
}

}  // namespace pictor::blobs
