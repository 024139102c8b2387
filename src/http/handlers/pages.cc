#include "http/handlers/pages.h"

#include "http/embedded.h"

namespace pictor::http {
namespace {

/// Own style, own script, own data, and nothing else of anybody.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Response page(std::string_view html) {
  Response response = static_response("text/html; charset=utf-8", html);
  response.headers.add("Content-Security-Policy", std::string(kPagePolicy));
  return response;
}

}  // namespace

Result<Answer> openapi_document(const ApiScope&, const Request&) {
  return static_response("application/json", embedded::openapi_json());
}
Result<Answer> docs_page(const ApiScope&, const Request&) { return page(embedded::docs_html()); }
Result<Answer> docs_style(const ApiScope&, const Request&) {
  return static_response("text/css; charset=utf-8", embedded::docs_css());
}
Result<Answer> docs_script(const ApiScope&, const Request&) {
  return static_response("text/javascript; charset=utf-8", embedded::docs_js());
}
Result<Answer> landing_page(const ApiScope&, const Request&) { return page(embedded::landing_html()); }

}  // namespace pictor::http
