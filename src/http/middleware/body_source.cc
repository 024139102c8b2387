#include "http/middleware/body_source.h"

#include <fcntl.h>

#include "app/read_image.h"

namespace pictor::http {
namespace {

Result<std::string> read_whole(const BlobBody& body) {
  std::string bytes(static_cast<std::size_t>(body.length), '\0');
  std::span room(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  std::size_t count = TRY(body.blob->read_at(body.offset, room));
  if (count != bytes.size()) return fail(ErrorCode::kStorageUnavailable, "the stored file is shorter than it was");
  return bytes;
}

}  // namespace

Result<void> prepare_body(Response& response) {
  auto* body = std::get_if<BlobBody>(&response.body);
  if (!body) return {};
  if (auto whole = body->blob->in_memory()) {
    body->bytes =
        as_text(*whole).substr(static_cast<std::size_t>(body->offset), static_cast<std::size_t>(body->length));
    return {};
  }
  if (body->length <= kSmallBody) {
    response.body = TRY(read_whole(*body));
    return {};
  }
  body->fd = TRY(body->blob->local_fd());
  return {};
}

void read_ahead(const Response& response) {
  const auto* body = std::get_if<BlobBody>(&response.body);
  if (body && body->fd >= 0) ::posix_fadvise(body->fd, body->offset, body->length, POSIX_FADV_WILLNEED);
}

}  // namespace pictor::http
