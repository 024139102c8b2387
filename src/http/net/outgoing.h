#pragma once
// A response on its way out. Includes Asio: for the .cc files of http/net/ alone.

#include <string_view>

#include "http/net/transport.h"
#include "http/response.h"

namespace pictor::http {

/// Head and body of a response, and how much of them went. Borrows all of it.
class Outgoing {
 public:
  /// `head`: status line and header section. `is_head`: to a HEAD request, without the body. `sent`: bytes of both that
  /// went already.
  Outgoing(std::string_view head, const Response& response, bool is_head, std::int64_t sent = 0);

  /// Sends what the socket takes without waiting, which nearly always is all: no coroutine is made. True: all went.
  bool go_at_once(Transport& transport);
  std::int64_t sent() const { return sent_; }
  /// Sends the rest. False: the peer is gone or too slow.
  asio::awaitable<bool> finish(Transport& transport);

 private:
  std::string_view head_;
  std::string_view text_;           ///< the body, if it is in memory
  const BlobBody* file_ = nullptr;  ///< the body, if it is a part of a file
  std::int64_t sent_ = 0;
};

}  // namespace pictor::http
