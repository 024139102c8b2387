#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace pictor::test {

/// An answer as it came.
struct RawResponse {
  int status = 0;  ///< 0: the connection ended before a whole response
  std::string head;
  std::string body;
  /// Value of a header, without case; empty when there is none.
  std::string header(std::string_view name) const;
};

/// A TCP client that sends exactly the bytes it is told to. Gives up on a server that is silent for 10 s.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  /// False when the server has closed.
  bool send(std::string_view bytes);
  /// The next response; `head_only` for answers to HEAD. Interim 1xx responses are answered like others.
  RawResponse receive(bool head_only = false);
  /// Sends and receives.
  RawResponse ask(std::string_view bytes);
  /// Whether the server ends the connection without another byte.
  bool is_closed();
  void shut_writing();
  void close() { socket_.reset(); }

 private:
  bool fill();
  UniqueFd socket_;
  std::string held_;
};

}  // namespace pictor::test
