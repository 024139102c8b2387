#include "image/optimize/quality_search.h"

#include <algorithm>
#include <cmath>

#include "image/optimize/quality_curve.h"

namespace pictor::image {
namespace {

/// A score this little above the floor is not worth another trial: a point is about 3 % of the bytes.
constexpr double kCloseEnough = 1.5;
/// Aimed at above the floor, more after each failure, so that most second trials pass.
constexpr double kAim = 0.5;
/// The same between two trials, where the curve is known better.
constexpr double kAimBetween = 0.25;

}  // namespace

void QualityBracket::add(const OptimizeCandidate& candidate) {
  if (candidate.score < floor_) {
    low_ = candidate;
    ++failures_;
  } else {
    high_ = candidate;
  }
}

bool QualityBracket::exhausted() const {
  return (low_ && low_->quality == kHighestQuality) || (high_ && high_->quality == kLowestQuality) ||
         (low_ && high_ && high_->quality - low_->quality <= 1);
}

int QualityBracket::next_quality() const {
  const OptimizeCandidate& known = low_ ? *low_ : *high_;
  const double aim = low_ && high_ ? kAimBetween : kAim * (1 + failures_);
  const double rise = log_of_error(floor_ + aim) - log_of_error(known.score);
  double steepness = 1;  // of this picture's curve to the typical one
  if (low_ && high_) {
    const double typical = log_error(format_, high_->quality) - log_error(format_, low_->quality);
    steepness = std::min(log_of_error(high_->score) - log_of_error(low_->score), -1e-3) / typical;
  }
  const double quality = quality_of_log_error(format_, log_error(format_, known.quality) + rise / steepness);
  const int least = low_ ? low_->quality + 1 : kLowestQuality;
  const int most = high_ ? high_->quality - 1 : kHighestQuality;
  return static_cast<int>(std::clamp(std::ceil(quality), static_cast<double>(least), static_cast<double>(most)));
}

Result<std::optional<OptimizeCandidate>> search_quality(const QualitySearch& search, const QualityTrial& trial,
                                                        std::vector<OptimizeCandidate>& tried) {
  QualityBracket bracket(search.format, search.floor);
  int quality = search.first_quality;
  for (int i = 0; i < search.max_trials; ++i) {
    const OptimizeCandidate candidate = TRY(trial(quality));
    tried.push_back(candidate);
    bracket.add(candidate);
    const auto& enough = bracket.enough();
    if (bracket.exhausted() || (enough && enough->score - search.floor < kCloseEnough)) break;
    const bool last_chance = i + 2 == search.max_trials && !enough;
    quality = last_chance ? kHighestQuality : bracket.next_quality();
  }
  return bracket.enough();
}

}  // namespace pictor::image
