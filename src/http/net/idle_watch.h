#pragma once
// Connections that wait for their next request. Includes Asio: for the .cc files of http/net/ alone.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "base/unique_fd.h"

namespace pictor::http {

/// Who waits for bytes.
class IdleSocket {
 public:
  /// There is something to read, or the peer has ended. Removes itself, or reads.
  virtual void on_readable() = 0;

 protected:
  ~IdleSocket() = default;
};

/// An epoll of the loop's own, which the loop watches as one descriptor: who waits in it needs no coroutine to be
/// woken, no second read(2) that finds nothing, and no memory but its entry. One thread.
class IdleWatch {
 public:
  /// Throws std::system_error when there is no descriptor left, as what it is built into does.
  IdleWatch();

  /// False: the system watches no more.
  bool add(int fd, IdleSocket& socket);
  void remove(int fd);
  /// Calls on_readable() for those who wait, for as long as `context` runs.
  boost::asio::awaitable<void> run(boost::asio::io_context& context);

 private:
  void dispatch();

  UniqueFd epoll_;
};

}  // namespace pictor::http
