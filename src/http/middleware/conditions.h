#pragma once

#include "http/request.h"
#include "http/response.h"

namespace pictor::http {

/// Turns a 200 with a blob and an ETag into 304, 206 or 416 when the request's conditions and range say so (RFC 9110
/// sections 13 and 14). Other responses stay. Pure.
Response with_conditions(const Request& request, Response response);

}  // namespace pictor::http
