#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "image/plan.h"

namespace pictor::image {

inline constexpr int kLowestQuality = 20;
inline constexpr int kHighestQuality = 95;

/// Encodes at a quality and scores the result.
using QualityTrial = std::function<Result<OptimizeCandidate>(int quality)>;

/// The lowest quality found whose score is at least `floor`, in at most `max_trials` trials: scores rise with quality
/// and nearly in a straight line, so each trial is where the line through the nearest two meets the floor. Stops early
/// when a score is less than a point above the floor. nullopt when no trial reached the floor. Every trial is appended
/// to `tried`.
Result<std::optional<OptimizeCandidate>> search_quality(double floor, int max_trials, const QualityTrial& trial,
                                                        std::vector<OptimizeCandidate>& tried);

}  // namespace pictor::image
