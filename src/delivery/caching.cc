#include "delivery/caching.h"

#include <algorithm>

namespace pictor::delivery {

std::string cache_control(Permanence permanence, Time now, std::optional<Time> until) {
  std::chrono::seconds age = permanence == Permanence::kForEver ? kLongest : kBrief;
  if (until) {
    const auto left = std::chrono::floor<std::chrono::seconds>(*until - now);
    age = std::clamp(left, std::chrono::seconds(0), age);
  }
  const std::string max_age = "public, max-age=" + std::to_string(age.count());
  return permanence == Permanence::kForEver ? max_age + ", immutable" : max_age + ", must-revalidate";
}

}  // namespace pictor::delivery
