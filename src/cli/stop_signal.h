#pragma once

#include <csignal>

namespace pictor::cli {

/// SIGTERM and SIGINT as a request to stop. Made before any thread is started, so that all threads inherit the mask and
/// the signals wait for await().
class StopSignal {
 public:
  /// Also ignores SIGPIPE: a reader that went away is an error of that write, not the end of the server.
  StopSignal();
  /// Waits for the first signal. From then on another one ends the process at once, as if nothing handled it.
  int await();

 private:
  sigset_t signals_;
};

}  // namespace pictor::cli
