#pragma once

#include <string_view>

#include "http/response.h"

namespace pictor::http {

/// What every response carries: the request id, and headers that keep a browser from guessing, running or leaking.
/// A Content-Security-Policy that is there already (pages have their own) stays.
void add_safety_headers(Response& response, std::string_view request_id);

}  // namespace pictor::http
