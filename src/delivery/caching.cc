#include "delivery/caching.h"

#include <algorithm>

namespace pictor::delivery {

namespace {

using std::chrono::seconds;

std::string stale_for(const char* name, seconds time) {
  return time.count() > 0 ? std::string(", ") + name + "=" + std::to_string(time.count()) : std::string();
}

}  // namespace

std::string cache_control(Permanence permanence, Time now, std::optional<Time> until) {
  const bool for_ever = permanence == Permanence::kForEver;
  const seconds left = until ? std::max(seconds(0), std::chrono::floor<seconds>(*until - now)) : seconds::max();
  const seconds age = std::min(left, for_ever ? kLongest : kBrief);
  std::string text = "public, max-age=" + std::to_string(age.count());
  if (for_ever) return text + (until ? ", immutable, must-revalidate" : ", immutable");
  if (left == age) return text + ", must-revalidate";
  text += stale_for("stale-while-revalidate", std::min(left - age, kStaleWhileRevalidate));
  return text + stale_for("stale-if-error", std::min(left - age, kStaleIfError));
}

}  // namespace pictor::delivery
