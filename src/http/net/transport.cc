#include "http/net/transport.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "http/body_rate.h"

namespace pictor::http {
namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
/// Between a deadline and the hard close: time for a 408.
constexpr std::chrono::seconds kLastWords{3};
constexpr std::chrono::seconds kLinger{2};
constexpr std::int64_t kLingerBytes = 1 << 20;
/// After so many bytes a fast reader lets other connections of the thread have a turn.
constexpr std::int64_t kTurn = 4 << 20;
constexpr std::size_t kSendfileCall = 1 << 20;

Deadline now() { return std::chrono::steady_clock::now(); }

}  // namespace

Transport::Transport(asio::io_context& context, IdleWatch& idle, UniqueFd socket, const ServerOptions& options)
    : socket_(context),
      idle_socket_(std::move(socket)),
      idle_(idle),
      idleness_ended_(context, Deadline::max()),
      watchdog_(context),
      watch_ended_(context, Deadline::max()),
      options_(options),
      input_(options.head.max_bytes + 1) {}

void Transport::expect_by(Deadline deadline) {
  deadline_ = deadline;
  if (deadline == Deadline::max()) return;
  if (!armed_ || deadline < watchdog_.expiry()) arm();
}

void Transport::arm() {
  armed_ = true;
  watchdog_.expires_at(deadline_);
  watchdog_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->on_watchdog();
  });
}

void Transport::on_watchdog() {
  armed_ = false;
  if (!is_open() || deadline_ == Deadline::max()) return;
  if (now() < deadline_) return arm();
  if (timed_out_) return close();
  timed_out_ = true;
  interrupt();
  expect_by(now() + kLastWords);
}

void Transport::interrupt() {
  if (take_) return end_idleness();
  boost::system::error_code ignored;  // a socket that cannot be cancelled has nothing pending
  socket_.cancel(ignored);
}

asio::awaitable<Transport::Received> Transport::receive() {
  if (timed_out_) co_return Received::kTimedOut;
  auto space = input_.space();
  auto buffer = asio::buffer(space.data(), space.size());
  auto [error, count] = co_await socket_.async_read_some(buffer, kAnswer);
  input_.commit(count);
  if (count > 0) co_return Received::kBytes;
  co_return timed_out_ ? Received::kTimedOut : Received::kEnd;
}

asio::awaitable<Transport::Received> Transport::receive_unless(Take take) {
  if (timed_out_) co_return Received::kTimedOut;
  boost::system::error_code error;
  if (!idle_socket_) idle_socket_ = UniqueFd(socket_.release(error));
  if (error || !idle_.add(idle_socket_.get(), *this)) co_return Received::kEnd;
  take_ = std::move(take);
  while (take_) co_await idleness_ended_.async_wait(kAnswer);
  if (!idle_socket_) co_return Received::kEnd;
  socket_.assign(asio::generic::stream_protocol(AF_INET, IPPROTO_TCP), idle_socket_.get(), error);
  if (error) co_return Received::kEnd;
  idle_socket_.release();
  if (!input_.empty()) co_return Received::kBytes;
  co_return timed_out_ ? Received::kTimedOut : Received::kEnd;
}

void Transport::on_readable() {
  auto space = input_.space();
  const ssize_t count = ::recv(idle_socket_.get(), space.data(), space.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) {
    input_.commit(static_cast<std::size_t>(count));
    try {
      if (take_()) return;
    } catch (...) {  // no memory: ends this connection alone, as it would its coroutine
      return close();
    }
  }
  expect_by(Deadline::max());  // the deadline was for bytes, and the coroutine sets its own when its turn comes
  end_idleness();
}

void Transport::end_idleness() {
  idle_.remove(idle_socket_.get());
  take_ = nullptr;
  idleness_ended_.cancel();
}

template <class Attempt>
asio::awaitable<bool> Transport::send_all(std::int64_t total, Attempt attempt, std::int64_t sent) {
  BodyRate rate(options_.min_body_rate, options_.rate_window, now());
  std::int64_t turn = 0;
  while (sent < total) {
    ssize_t count = attempt(sent);
    if (count > 0) {
      sent += count;
      turn += count;
      if (sent < total) rate.moved(count, now());
      if (turn < kTurn) continue;
      turn = 0;
      co_await asio::post(socket_.get_executor(), asio::use_awaitable);
    } else if (count < 0 && errno == EAGAIN) {
      expect_by(rate.deadline());
      auto [error] = co_await socket_.async_wait(asio::socket_base::wait_write, kAnswer);
      if (error) co_return false;
    } else if (count == 0 || errno != EINTR) {
      co_return false;
    }
    if (!socket_.is_open()) co_return false;
  }
  co_return true;
}

ssize_t Transport::send_some(std::string_view head, std::string_view body, bool more, std::int64_t sent) {
  auto done = static_cast<std::size_t>(sent);
  std::string_view first = head.substr(std::min(done, head.size()));
  std::string_view second = body.substr(done > head.size() ? done - head.size() : 0);
  std::array<iovec, 2> pieces = {iovec{const_cast<char*>(first.data()), first.size()},
                                 iovec{const_cast<char*>(second.data()), second.size()}};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  return ::sendmsg(fd(), &message, MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

ssize_t Transport::send_some_file(int fd, std::int64_t offset, std::int64_t length) {
  auto wanted = std::min(static_cast<std::size_t>(length), kSendfileCall);
  return ::sendfile(this->fd(), fd, &offset, wanted);
}

std::int64_t Transport::send_at_once(std::string_view head, std::string_view body, bool more) {
  return std::max<std::int64_t>(0, send_some(head, body, more, 0));
}

std::int64_t Transport::send_file_at_once(int fd, std::int64_t offset, std::int64_t length) {
  return std::max<std::int64_t>(0, send_some_file(fd, offset, length));
}

asio::awaitable<bool> Transport::send(std::string_view head, std::string_view body, bool more, std::int64_t sent) {
  auto attempt = [this, head, body, more](std::int64_t done) { return send_some(head, body, more, done); };
  auto total = static_cast<std::int64_t>(head.size() + body.size());
  co_return co_await send_all(total, attempt, sent);
}

asio::awaitable<bool> Transport::send_file(int fd, std::int64_t offset, std::int64_t length) {
  auto attempt = [this, fd, offset, length](std::int64_t sent) {
    return send_some_file(fd, offset + sent, length - sent);
  };
  co_return co_await send_all(length, attempt);
}

void Transport::watch(std::function<void()> gone) {
  gone_ = std::move(gone);
  auto space = input_.space();
  if (space.empty() || !socket_.is_open()) return;
  watching_ = true;
  auto arrived = [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
    self->on_watched(error && error != asio::error::operation_aborted, count);
  };
  socket_.async_read_some(asio::buffer(space.data(), space.size()), std::move(arrived));
}

void Transport::on_watched(bool ended, std::size_t count) {
  watching_ = false;
  input_.commit(count);
  watch_ended_.cancel();
  auto gone = std::move(gone_);
  gone_ = nullptr;
  if (ended && gone) gone();
  if (count > 0 && gone) watch(std::move(gone));
}

asio::awaitable<void> Transport::unwatch() {
  gone_ = nullptr;
  if (!watching_) co_return;
  boost::system::error_code ignored;  // as in interrupt()
  socket_.cancel(ignored);
  while (watching_) co_await watch_ended_.async_wait(kAnswer);
}

asio::awaitable<void> Transport::linger() {
  ::shutdown(socket_.native_handle(), SHUT_WR);
  expect_by(now() + kLinger);
  for (std::int64_t dropped = 0; dropped < kLingerBytes;) {
    dropped += static_cast<std::int64_t>(input_.view().size());
    input_.consume(input_.view().size());
    if (co_await receive() != Received::kBytes) co_return;
  }
}

void Transport::close() {
  if (take_) end_idleness();
  idle_socket_.reset();
  boost::system::error_code ignored;  // the descriptor is gone whatever close(2) says
  socket_.close(ignored);
  watchdog_.cancel();
}

}  // namespace pictor::http
