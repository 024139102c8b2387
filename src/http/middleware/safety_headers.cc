#include "http/middleware/safety_headers.h"

namespace pictor::http {

void add_safety_headers(Response& response, std::string_view request_id) {
  response.headers.set("X-Request-Id", std::string(request_id));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  if (!response.headers.has("Content-Security-Policy"))
    response.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace pictor::http
