#include "observe/stalling_reader_sink.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace pictor::observe {

bool StallingReaderSink::wait_writable(int timeout_ms) const {
  pollfd waited{.fd = fd_, .events = POLLOUT, .revents = 0};
  int ready;
  do ready = ::poll(&waited, 1, timeout_ms);
  while (ready < 0 && errno == EINTR);
  return ready == 1 && (waited.revents & POLLOUT) != 0;
}

/// A pipe that polls as writable takes PIPE_BUF bytes without blocking (pipe(7)), so that much is written at a time.
bool StallingReaderSink::write_line(std::string_view line) {
  while (!line.empty()) {
    if (!wait_writable(lost_ > 0 ? 0 : kPatienceMs)) return false;
    ssize_t written = ::write(fd_, line.data(), std::min<std::size_t>(line.size(), PIPE_BUF));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (written <= 0) continue;
    line.remove_prefix(static_cast<std::size_t>(written));
    mid_line_ = !line.empty();
  }
  return true;
}

void StallingReaderSink::sink_it_(const spdlog::details::log_msg& message) {
  std::string text;
  if (mid_line_) text += '\n';
  if (lost_ > 0) text += loss_line_(lost_) + '\n';
  text.append(message.payload.data(), message.payload.size());
  text += '\n';
  if (write_line(text)) {
    lost_ = 0;
  } else {
    ++lost_;
  }
}

}  // namespace pictor::observe
