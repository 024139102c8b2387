#include "http/net/event_loop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <exception>
#include <thread>
#include <vector>

#include "http/net/connection.h"

namespace pictor::http {

struct EventLoop::State {
  State(const ServerOptions& options, const Pipeline& pipeline, BlockingPool& pool, ConnectionCount& count)
      : scope{
            .context = context, .idle = idle, .options = options, .pipeline = pipeline, .pool = pool, .count = count} {}

  /// sendfile(2) has no MSG_NOSIGNAL: a peer that is gone must not end the process.
  static void ignore_broken_pipes() {
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  }

  // Before the context, so that they are destroyed after it: connections that go with the context take themselves out
  // of both.
  IdleWatch idle;
  LoopScope scope;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
  std::thread thread;
};

EventLoop::EventLoop(const ServerOptions& options, const Pipeline& pipeline, BlockingPool& pool, ConnectionCount& count)
    : state_(std::make_unique<State>(options, pipeline, pool, count)) {
  state_->thread = std::thread([state = state_.get()] {
    State::ignore_broken_pipes();
    asio::co_spawn(state->context, state->idle.run(state->context), [](const std::exception_ptr& failed) {
      if (failed) std::rethrow_exception(failed);  // a loop that hears nobody must not go on
    });
    state->context.run();
  });
}

EventLoop::~EventLoop() { stop(); }

void EventLoop::adopt(UniqueFd socket, std::string remote) {
  auto serve = [state = state_.get(), socket = std::move(socket), remote = std::move(remote)]() mutable {
    std::make_shared<Connection>(state->scope, std::move(socket), std::move(remote))->start();
  };
  asio::post(state_->context, std::move(serve));
}

void EventLoop::drain() {
  asio::post(state_->context, [state = state_.get()] {
    state->scope.draining = true;
    for (Connection* connection : state->scope.connections) connection->drain();
  });
}

void EventLoop::abort() {
  asio::post(state_->context, [state = state_.get()] {
    for (Connection* connection : state->scope.connections) connection->abort();
  });
}

void EventLoop::stop() {
  if (!state_->thread.joinable()) return;
  state_->guard.reset();
  state_->context.stop();
  state_->thread.join();
}

}  // namespace pictor::http
