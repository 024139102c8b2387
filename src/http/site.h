#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "access/token.h"
#include "base/random.h"
#include "http/route.h"

namespace pictor::http {

/// Verifies a bearer token. Called on blocking threads. Errors: kUnauthenticated; kStorageUnavailable.
using Authenticator = std::function<Result<access::Principal>(std::string_view token)>;

/// What a server serves: the API in production, a few handlers in tests.
struct Site {
  std::vector<Route> routes;
  Authenticator authenticate;
  RandomSource& random;  ///< of request ids
  /// Told of every picture that was sent, with the bytes of its body. Quick; any thread.
  std::function<void(const Retrieval&, std::int64_t bytes)> count_retrieval = nullptr;
};

}  // namespace pictor::http
