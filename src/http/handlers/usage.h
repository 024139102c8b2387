#pragma once

#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/route.h"

namespace pictor::http {

/// `GET /usage`
Result<Answer> get_usage(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
