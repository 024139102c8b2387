#include "cli/stop_signal.h"

#include <cstdlib>

namespace pictor::cli {

StopSignal::StopSignal() {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGTERM);
  ::sigaddset(&signals_, SIGINT);
  if (::pthread_sigmask(SIG_BLOCK, &signals_, nullptr) != 0) std::abort();
  if (::signal(SIGPIPE, SIG_IGN) == SIG_ERR) std::abort();
}

int StopSignal::await() {
  int received = 0;
  if (::sigwait(&signals_, &received) != 0) std::abort();
  if (::pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr) != 0) std::abort();
  return received;
}

}  // namespace pictor::cli
