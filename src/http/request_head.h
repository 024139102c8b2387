#pragma once
// Our own rules for request heads (RFC 9112), stricter than Beast's: whatever two servers could read differently is
// refused, which is what request smuggling lives on (portswigger.net/research/http-desync-attacks).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/headers.h"
#include "http/method.h"
#include "http/refusal.h"

namespace pictor::http {

struct HeadLimits {
  std::size_t max_bytes = 16 << 10;  ///< request line and header section together -> 431
  std::size_t max_headers = 100;     ///< -> 431
  std::size_t max_target = 8 << 10;  ///< -> 414
};

/// How the body that follows a head is delimited.
enum class Framing { kNone, kLength, kChunked };

struct RequestHead {
  std::string method_token;
  Method method = Method::kOther;
  std::string target;     ///< as sent
  int minor_version = 1;  ///< of HTTP/1
  Headers headers;
  Framing framing = Framing::kNone;
  std::int64_t content_length = 0;  ///< of Framing::kLength
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Looks for the end of a head in what has arrived. Answers its length with the empty line, 0 when more is needed.
/// Refuses as soon as a CR without LF, LF without CR or NUL is seen, and a head over the limit: 400, 431. Pure.
Accepted<std::size_t> find_head_end(std::string_view received, const HeadLimits& limits);

/// Number of bytes of empty lines in front of a request line, which RFC 9112 section 2.2 wants ignored; at most one.
std::size_t leading_empty_line(std::string_view received);

/// Reads one complete head, empty line included. Refusals: 400, 414, 417, 431, 505. Pure.
Accepted<RequestHead> parse_request_head(std::string_view block, const HeadLimits& limits);

}  // namespace pictor::http
