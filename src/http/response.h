#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "http/headers.h"
#include "model/ids.h"

namespace pictor::blobs {
class Blob;
}

namespace pictor::http {

/// Part of a stored blob, sent from its file.
struct BlobBody {
  std::shared_ptr<blobs::Blob> blob;  ///< shared with the use case that opened it
  std::int64_t offset = 0;
  std::int64_t length = 0;
  int fd = -1;                  ///< the blob's, once it is known that the bytes go out by sendfile(2)
  std::string_view bytes = {};  ///< the part's, once it is known that they are in memory
};

/// Text that outlives every response: embedded files.
struct StaticBody {
  std::string_view text;
};

using Body = std::variant<std::monostate, std::string, StaticBody, BlobBody>;

/// Whose delivered picture a response is, for the counts of what was used.
struct Retrieval {
  TenantId tenant;
  ImageId image;
  std::string preset;  ///< empty: none was named
};

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  std::shared_ptr<const Retrieval> retrieval = nullptr;  ///< shared with the answers kept ready
};

std::int64_t body_length(const Body& body);
/// `Content-Type: application/json` with `private, no-store`.
Response json_response(int status, std::string text);
/// No body and no type.
Response empty_response(int status);
/// Embedded text; shared caches may keep it for a short while.
Response static_response(std::string_view content_type, std::string_view text);

/// What the head of a response says besides its own fields.
struct HeadFields {
  std::string_view date;        ///< the value of Date
  std::string_view request_id;  ///< of X-Request-Id
  std::string_view connection;  ///< of Connection; empty: the field is left out
};

/// Appends status line and header section, empty line included. Every response carries what keeps a browser from
/// guessing, running or leaking; a Content-Security-Policy that is there already (pages have their own) stays.
void append_response_head(std::string& head, const Response& response, const HeadFields& fields);
std::string_view reason_phrase(int status);

}  // namespace pictor::http
