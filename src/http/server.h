#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "http/server_options.h"
#include "http/site.h"

namespace pictor::http {

/// An HTTP/1.1 server: one accepting thread, one event loop a core, blocking threads for use cases. TLS and HTTP/2 are
/// the edge's (docs/adr). What `site` refers to outlives the server.
class Server {
 public:
  Server(ServerOptions options, Site site);
  ~Server();  ///< drain() without patience, when it was started

  /// Listens and returns. Errors: kInvalidParameter, kConflict (the port is taken).
  Result<void> start();
  /// The port it listens on; valid after start().
  std::uint16_t port() const;
  /// Accepts no more, lets requests that run finish, each with `Connection: close`; at `deadline` cancels what is left.
  /// Returns when every thread has ended. Blocks; called once.
  void drain(Deadline deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pictor::http
