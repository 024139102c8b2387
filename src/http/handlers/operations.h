#pragma once

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

Result<Answer> healthz(const ApiScope& scope, const Request& request);  ///< the process answers
Result<Answer> readyz(const ApiScope& scope, const Request& request);   ///< 503 names the checks that fail
Result<Answer> metrics(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
