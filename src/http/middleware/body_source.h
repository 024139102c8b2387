#pragma once

#include "base/result.h"
#include "http/response.h"

namespace pictor::http {

/// Gets a blob ready to be sent without blocking: small ones are read, to go out in one write with the head; of large
/// ones the descriptor is fetched, for sendfile(2). Blocks. Errors: kStorageUnavailable.
Result<void> prepare_body(Response& response);

/// Has the system read a prepared file while the head is on its way, so that the event loop that sends it does not wait
/// for the disk. Looks every page up: not for answers given so often that they are in the system's cache.
void read_ahead(const Response& response);

inline constexpr std::int64_t kSmallBody = 64 << 10;

}  // namespace pictor::http
