#pragma once

#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/route.h"

namespace pictor::http {

// The keys of delivery URLs. A secret is in the answer that makes its key, and in no other.
Result<Answer> list_signing_keys(const ApiScope& scope, const Request& request);
/// `retire_others_in` makes it a rotation.
Result<Answer> add_signing_key(const ApiScope& scope, const Request& request);
Result<Answer> retire_signing_key(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
