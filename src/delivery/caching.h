#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"

namespace pictor::delivery {

/// Whether what a URL gives can ever change.
enum class Permanence {
  kForEver,  ///< everything that the picture is made of is named in the URL
  kForNow,   ///< the same URL may give other bytes later, under another ETag
};

inline constexpr std::chrono::seconds kLongest =
    std::chrono::days(365);  ///< more means no more (RFC 9111 section 4.2.1)
inline constexpr std::chrono::seconds kBrief{60};
/// How long after that one who asks may be given the old picture while the cache asks for the new one (RFC 5861).
inline constexpr std::chrono::seconds kStaleWhileRevalidate{300};
/// How long after it while there is no answer to be had.
inline constexpr std::chrono::seconds kStaleIfError{3600};

/// The Cache-Control of a delivered picture. No cache gives it beyond `until`, when the URL or the image expires, not
/// even while it asks for a new one. What can never change needs no leave to be stale. Pure.
std::string cache_control(Permanence permanence, Time now, std::optional<Time> until);

}  // namespace pictor::delivery
