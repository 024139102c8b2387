#pragma once

#include <memory>
#include <string>

#include "base/unique_fd.h"
#include "http/blocking_pool.h"
#include "http/net/connection_count.h"
#include "http/pipeline.h"
#include "http/server_options.h"

namespace pictor::http {

/// One thread with the connections that were given to it. A connection never changes its thread. Any thread may call.
class EventLoop {
 public:
  /// All references outlive the loop.
  EventLoop(const ServerOptions& options, const Pipeline& pipeline, BlockingPool& pool, ConnectionCount& count);
  ~EventLoop();  ///< stop()

  /// Serves a connected, non-blocking socket that `count` has counted.
  void adopt(UniqueFd socket, std::string remote);
  /// Closes what is idle; the others close after the request they are at.
  void drain();
  /// Cancels the requests that run and closes every connection.
  void abort();
  /// Ends the thread.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pictor::http
