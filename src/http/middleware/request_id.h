#pragma once

#include <string>

#include "base/random.h"
#include "http/headers.h"

namespace pictor::http {

/// The client's X-Request-Id when it is 1..64 of `A-Z a-z 0-9 . _ -`, else a new one: safe in logs and headers.
std::string choose_request_id(const Headers& headers, RandomSource& random);

}  // namespace pictor::http
