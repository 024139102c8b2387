#pragma once
// Time is injected: rules take a Time, entrances own a Clock, tests own a ManualClock.

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pictor {

/// Wall time in UTC, to the millisecond; what the catalog stores and the API prints.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
/// Monotonic time, for deadlines.
using Deadline = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// The machine's clock. Any thread.
class SystemClock final : public Clock {
 public:
  Time now() const override;
};

/// `2026-11-22T09:30:51.120Z` (RFC 3339, UTC, milliseconds).
std::string format_rfc3339(Time time);
/// Reads RFC 3339 with any offset. Errors: kInvalidParameter.
Result<Time> parse_rfc3339(std::string_view text);

}  // namespace pictor
