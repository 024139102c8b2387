#include "image/optimize/quality_search.h"

#include <algorithm>
#include <cmath>

namespace pictor::image {
namespace {

constexpr int kFirstQuality = 78;
/// Points of score per step of quality around there, for both JPEG and WebP.
constexpr double kTypicalSlope = 0.6;
/// A score this little above the floor is not worth another trial: a point is about 3 % of the bytes.
constexpr double kCloseEnough = 1;
/// Aimed at rather than the floor itself, so that most second trials pass.
constexpr double kAim = 0.4;
/// Smallest step up while nothing has passed: neighbouring qualities may score alike.
constexpr int kLeastStep = 3;

/// What the trials so far say: the highest quality known to be too low and the lowest known to be enough.
struct Bracket {
  std::optional<OptimizeCandidate> low;
  std::optional<OptimizeCandidate> high;

  void narrow(const OptimizeCandidate& candidate, double floor) { (candidate.score < floor ? low : high) = candidate; }
  bool closed() const { return low && high && high->quality - low->quality <= 1; }
};

double interpolated(const OptimizeCandidate& low, const OptimizeCandidate& high, double floor) {
  const double rise = std::max(high.score - low.score, 0.1);
  return low.quality + (floor + kAim / 2 - low.score) / rise * (high.quality - low.quality);
}

int next_quality(const Bracket& bracket, double floor) {
  const int least = bracket.low ? bracket.low->quality + 1 : kLowestQuality;
  const int most = bracket.high ? bracket.high->quality - 1 : kHighestQuality;
  double guess = 0;
  if (bracket.low && bracket.high) {
    guess = interpolated(*bracket.low, *bracket.high, floor);
  } else {
    const OptimizeCandidate& known = bracket.low ? *bracket.low : *bracket.high;
    guess = known.quality + (floor + kAim - known.score) / kTypicalSlope;
    if (bracket.low) guess = std::max(guess, static_cast<double>(known.quality + kLeastStep));
  }
  return std::clamp(static_cast<int>(std::ceil(guess)), least, most);
}

bool exhausted(const Bracket& bracket) {
  return (bracket.low && bracket.low->quality == kHighestQuality) ||
         (bracket.high && bracket.high->quality == kLowestQuality) || bracket.closed();
}

}  // namespace

Result<std::optional<OptimizeCandidate>> search_quality(double floor, int max_trials, const QualityTrial& trial,
                                                        std::vector<OptimizeCandidate>& tried) {
  Bracket bracket;
  int quality = kFirstQuality;
  for (int i = 0; i < max_trials; ++i) {
    const OptimizeCandidate candidate = TRY(trial(quality));
    tried.push_back(candidate);
    bracket.narrow(candidate, floor);
    if (exhausted(bracket) || (bracket.high && bracket.high->score - floor < kCloseEnough)) break;
    const bool last_chance = i + 2 == max_trials && !bracket.high;
    quality = last_chance ? kHighestQuality : next_quality(bracket, floor);
  }
  return bracket.high;
}

}  // namespace pictor::image
