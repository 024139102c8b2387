#pragma once

#include <cstdint>

namespace pictor::codec {

/// Tells the parent how far the work is, at most once a percent. A parent that does not read loses reports, not time.
class ProgressReporter {
 public:
  ProgressReporter(int socket, std::uint32_t serial) : socket_(socket), serial_(serial) {}
  void report(double done);

 private:
  int socket_;
  std::uint32_t serial_;  ///< of the request
  double reported_ = 0;
};

}  // namespace pictor::codec
