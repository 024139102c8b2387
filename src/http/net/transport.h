#pragma once
// A connected socket with deadlines. Includes Asio: for the .cc files of http/net/ alone.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "http/net/idle_watch.h"
#include "http/net/input_buffer.h"
#include "http/server_options.h"

namespace pictor::http {

namespace asio = boost::asio;

/// Bytes in and out of one socket, all on the thread of its loop. One timer per connection, which is touched only when
/// a deadline moves forward: a kept-alive request costs no timer call.
class Transport final : public std::enable_shared_from_this<Transport>, private IdleSocket {
 public:
  Transport(asio::io_context& context, IdleWatch& idle, UniqueFd socket, const ServerOptions& options);

  InputBuffer& input() { return input_; }

  /// Whatever is waited for must happen before `deadline`: a pending receive() then answers kTimedOut, and a while
  /// later the socket is closed. Deadline::max() waits for ever.
  void expect_by(Deadline deadline);

  enum class Received { kBytes, kEnd, kTimedOut };
  /// Waits for bytes and puts them into input(), which is not full. kEnd also for a broken connection.
  asio::awaitable<Received> receive();
  /// Looks at what has arrived. True: it is dealt with, and input() is empty.
  using Take = std::function<bool()>;
  /// As receive(), among the idle connections of the loop: comes back only with bytes that `take` leaves.
  asio::awaitable<Received> receive_unless(Take take);

  /// Sends of both texts what goes without waiting; answers how many bytes. What is wrong with the socket shows when
  /// the rest is sent.
  std::int64_t send_at_once(std::string_view head, std::string_view body, bool more = false);
  std::int64_t send_file_at_once(int fd, std::int64_t offset, std::int64_t length);
  /// Sends both texts in as few packets as it takes, but for the first `sent` bytes; `more` says that a file follows.
  /// False: the peer is gone or too slow (BodyRate).
  asio::awaitable<bool> send(std::string_view head, std::string_view body, bool more = false, std::int64_t sent = 0);
  asio::awaitable<bool> send_file(int fd, std::int64_t offset, std::int64_t length);

  /// Reads on beside other work, so that `gone` is called when the peer ends the connection. What arrives is kept in
  /// input(); when that is full nothing is noticed.
  void watch(std::function<void()> gone);
  /// Ends the watch; afterwards nothing but receive() touches input().
  asio::awaitable<void> unwatch();

  /// Ends our side and drops what still comes for a short while: closing at once would reset the connection and take
  /// the answer with it (RFC 9112 section 9.6).
  asio::awaitable<void> linger();
  /// Ends whatever is waited for.
  void interrupt();
  void close();

 private:
  int fd() { return idle_socket_ ? idle_socket_.get() : socket_.native_handle(); }
  bool is_open() const { return idle_socket_ || socket_.is_open(); }
  void on_readable() override;
  void end_idleness();
  void arm();
  void on_watchdog();
  void on_watched(bool ended, std::size_t count);
  template <class Attempt>
  asio::awaitable<bool> send_all(std::int64_t total, Attempt attempt, std::int64_t sent = 0);
  ssize_t send_some_file(int fd, std::int64_t offset, std::int64_t length);
  ssize_t send_some(std::string_view head, std::string_view body, bool more, std::int64_t sent);

  asio::generic::stream_protocol::socket socket_;  ///< closed while the connection is idle
  UniqueFd idle_socket_;                           ///< the descriptor meanwhile, which Asio does not know then
  IdleWatch& idle_;
  Take take_;  ///< empty: not idle
  asio::steady_timer idleness_ended_;
  asio::steady_timer watchdog_;
  asio::steady_timer watch_ended_;
  const ServerOptions& options_;
  InputBuffer input_;
  Deadline deadline_ = Deadline::max();
  bool armed_ = false;
  bool timed_out_ = false;
  bool watching_ = false;
  std::function<void()> gone_;
};

}  // namespace pictor::http
