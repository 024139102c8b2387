#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "image/plan.h"

namespace pictor::image {

inline constexpr int kLowestQuality = 10;
inline constexpr int kHighestQuality = 95;

/// Encodes at a quality and scores the result.
using QualityTrial = std::function<Result<OptimizeCandidate>(int quality)>;

struct QualitySearch {
  Format format = Format::kJpeg;
  double floor = 0;        ///< the lowest score that is enough
  int first_quality = 75;  ///< of the first trial
  int max_trials = 4;
};

/// What the trials so far say of the quality that is wanted.
class QualityBracket {
 public:
  QualityBracket(Format format, double floor) : format_(format), floor_(floor) {}

  void add(const OptimizeCandidate& candidate);
  /// Where the next trial promises to reach the floor with least to spare: on the curve of the format through the
  /// trials around the floor, or through the one next to it.
  int next_quality() const;
  /// Nothing between what is known to be too low and what is known to be enough.
  bool exhausted() const;
  /// The lowest quality known to be enough.
  const std::optional<OptimizeCandidate>& enough() const { return high_; }

 private:
  Format format_;
  double floor_;
  int failures_ = 0;
  std::optional<OptimizeCandidate> low_;
  std::optional<OptimizeCandidate> high_;
};

/// The lowest quality found whose score is at least the floor, in at most `max_trials` trials. Stops early when a score
/// is little above the floor. nullopt when no trial reached the floor; the last was of the highest quality then.
/// Every trial is appended to `tried`.
Result<std::optional<OptimizeCandidate>> search_quality(const QualitySearch& search, const QualityTrial& trial,
                                                        std::vector<OptimizeCandidate>& tried);

}  // namespace pictor::image
