#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "http/headers.h"

namespace pictor::blobs {
class Blob;
}

namespace pictor::http {

/// Part of a stored blob, sent from its file.
struct BlobBody {
  std::shared_ptr<blobs::Blob> blob;  ///< shared with the use case that opened it
  std::int64_t offset = 0;
  std::int64_t length = 0;
  int fd = -1;  ///< the blob's, once it is known that the bytes go out by sendfile(2)
};

/// Text that outlives every response: embedded files.
struct StaticBody {
  std::string_view text;
};

using Body = std::variant<std::monostate, std::string, StaticBody, BlobBody>;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

std::int64_t body_length(const Body& body);
/// `Content-Type: application/json` with `private, no-store`.
Response json_response(int status, std::string text);
/// No body and no type.
Response empty_response(int status);
/// Embedded text; shared caches may keep it for a short while.
Response static_response(std::string_view content_type, std::string_view text);

/// Status line and header section, empty line included. `date` is the value of Date.
std::string format_response_head(const Response& response, std::string_view date, std::string_view connection);
std::string_view reason_phrase(int status);

}  // namespace pictor::http
