#include "http/server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include "http/http_date.h"
#include "http/net/event_loop.h"
#include "http/net/listener.h"
#include "http/problem.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::http {
namespace {

/// What cancelled requests get to come to an end.
constexpr std::chrono::seconds kAfterAbort{5};
/// Without descriptors accept(2) fails at once, and the socket stays readable: without a pause that would be a busy
/// loop.
constexpr int kExhaustedPauseMillis = 50;

int loop_count(const ServerOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// One write, whatever becomes of it: a client over the limit is not worth a wait.
void turn_away(UniqueFd socket, const std::string& request_id) {
  const Response response =
      problem_response(Error{.code = ErrorCode::kOverloaded, .message = "too many connections are open"}, request_id);
  auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::string bytes;
  append_response_head(bytes, response,
                       {.date = format_http_date(now), .request_id = request_id, .connection = "close"});
  bytes += std::get<std::string>(response.body);
  if (::send(socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return;
  // Closing with unread bytes would reset the connection before the answer is read.
  ::shutdown(socket.get(), SHUT_WR);
  std::array<char, 4096> dropped{};
  while (::recv(socket.get(), dropped.data(), dropped.size(), MSG_DONTWAIT) > 0) {
  }
}

}  // namespace

struct Server::State {
  State(ServerOptions given, Site site)
      : options(std::move(given)),
        pipeline(std::move(site)),
        pool(options.blocking_threads, options.max_queued),
        count(options.max_connections) {}

  void accept_until_woken();
  void accept_waiting();
  void stop_accepting();

  const ServerOptions options;
  Pipeline pipeline;
  BlockingPool pool;
  ConnectionCount count;
  UniqueFd listening;
  UniqueFd wake;  ///< readable when accepting is to end
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<EventLoop>> loops;
  std::size_t next_loop = 0;
  std::thread acceptor;
};

void Server::State::accept_until_woken() {
  std::array<pollfd, 2> waited = {pollfd{listening.get(), POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
  while (true) {
    int ready = ::poll(waited.data(), waited.size(), -1);
    if (ready > 0 && waited[1].revents != 0) return;
    if (ready > 0) accept_waiting();
  }
}

void Server::State::accept_waiting() {
  while (true) {
    bool exhausted = false;
    Incoming incoming = accept_one(listening.get(), exhausted);
    if (exhausted) {
      observe::log(observe::Level::kWarning, "http.accept_exhausted");
      ::poll(nullptr, 0, kExhaustedPauseMillis);
    }
    if (!incoming.socket) return;
    if (!count.try_add()) {
      turn_away(std::move(incoming.socket), pipeline.new_request_id());
      continue;
    }
    loops[next_loop++ % loops.size()]->adopt(std::move(incoming.socket), std::move(incoming.remote));
  }
}

void Server::State::stop_accepting() {
  std::uint64_t one = 1;
  // An eventfd that was never written takes any number.
  [[maybe_unused]] ssize_t written = ::write(wake.get(), &one, sizeof one);
  acceptor.join();
  listening.reset();
}

Server::Server(ServerOptions options, Site site)
    : state_(std::make_unique<State>(std::move(options), std::move(site))) {}

Server::~Server() { drain(std::chrono::steady_clock::now()); }

Result<void> Server::start() {
  state_->listening = TRY(listen_on(state_->options.listen));
  state_->port = local_port(state_->listening.get());
  state_->wake = UniqueFd(::eventfd(0, EFD_CLOEXEC));
  if (!state_->wake) return fail_errno(ErrorCode::kInternal, "cannot start", "eventfd", errno);
  for (int i = 0; i < loop_count(state_->options); ++i)
    state_->loops.push_back(
        std::make_unique<EventLoop>(state_->options, state_->pipeline, state_->pool, state_->count));
  observe::set_gauge_source("pictor_http_connections", [count = &state_->count] { return double(count->open()); });
  state_->acceptor = std::thread([state = state_.get()] { state->accept_until_woken(); });
  return {};
}

std::uint16_t Server::port() const { return state_->port; }

void Server::drain(Deadline deadline) {
  if (!state_->acceptor.joinable()) return;
  state_->stop_accepting();
  for (auto& loop : state_->loops) loop->drain();
  if (!state_->count.wait_for_none(deadline)) {
    for (auto& loop : state_->loops) loop->abort();
    state_->count.wait_for_none(std::chrono::steady_clock::now() + kAfterAbort);
  }
  // Blocking threads first: what they run comes back to the loops.
  state_->pool.stop();
  state_->loops.clear();
  observe::set_gauge_source("pictor_http_connections", [] { return 0.0; });
}

}  // namespace pictor::http
