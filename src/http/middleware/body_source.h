#pragma once

#include "base/result.h"
#include "http/response.h"

namespace pictor::http {

/// Gets a blob ready to be sent without blocking: small ones are read, to go out in one write with the head; of large
/// ones the descriptor is fetched, for sendfile(2). Blocks. Errors: kStorageUnavailable.
Result<void> prepare_body(Response& response);

inline constexpr std::int64_t kSmallBody = 64 << 10;

}  // namespace pictor::http
