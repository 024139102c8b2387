#pragma once

#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/route.h"

namespace pictor::http {

/// `GET /t/…`: for anybody who has the URL, and for caches. One spelling: no query, nothing percent-encoded.
Result<Answer> deliver(const ApiScope& scope, const Request& request);
/// `POST /images/{id}/urls`
Result<Answer> make_url(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
