#include "http/net/idle_watch.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <system_error>

namespace pictor::http {
namespace {

namespace asio = boost::asio;

/// Descriptors of one turn; the rest has the next, after whatever else the loop has to do.
constexpr int kTurn = 128;

int checked(int fd) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  return fd;
}

}  // namespace

IdleWatch::IdleWatch() : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC))) {}

bool IdleWatch::add(int fd, IdleSocket& socket) {
  epoll_event event{.events = EPOLLIN, .data = {.ptr = &socket}};
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void IdleWatch::remove(int fd) { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

asio::awaitable<void> IdleWatch::run(asio::io_context& context) {
  asio::posix::stream_descriptor readable(context, checked(::fcntl(epoll_.get(), F_DUPFD_CLOEXEC, 0)));
  while (true) {
    auto [error] =
        co_await readable.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    dispatch();
  }
}

void IdleWatch::dispatch() {
  std::array<epoll_event, kTurn> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), kTurn, 0);
  // Nobody ends another's wait meanwhile: what an event sets off beyond its own socket is posted to the loop.
  for (int i = 0; i < count; ++i) static_cast<IdleSocket*>(events[static_cast<std::size_t>(i)].data.ptr)->on_readable();
}

}  // namespace pictor::http
