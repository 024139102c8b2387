#pragma once

#include <vector>

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

/// Every route of the API. api/openapi.yaml describes the same ones; a test compares the two. `scope` outlives them.
std::vector<Route> api_routes(const ApiScope& scope);

}  // namespace pictor::http
