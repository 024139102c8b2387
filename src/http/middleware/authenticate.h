#pragma once

#include "http/headers.h"
#include "http/site.h"

namespace pictor::http {

/// Who sends a request, by its `Authorization: Bearer` (RFC 6750 section 2.1). Errors: kUnauthenticated, the
/// authenticator's. Blocks.
Result<access::Principal> authenticate(const Headers& headers, const Authenticator& verify);

}  // namespace pictor::http
