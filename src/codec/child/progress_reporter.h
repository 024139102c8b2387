#pragma once

#include <chrono>
#include <cstdint>

namespace pictor::codec {

/// Tells the parent how far the work is: at most once a percent, and not more often than every kInterval, so that work
/// which is done sooner wakes nobody in between. A parent that does not read loses reports, not time.
class ProgressReporter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kInterval{50};

  /// `serial` is that of the request, `start` when the work began.
  ProgressReporter(int socket, std::uint32_t serial, Time start) : socket_(socket), serial_(serial), last_(start) {}
  void report(double done, Time now);

 private:
  int socket_;
  std::uint32_t serial_;
  Time last_;
  double reported_ = 0;
};

}  // namespace pictor::codec
