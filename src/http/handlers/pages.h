#pragma once

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

// Embedded files. Inline: nothing is waited for.
Result<Answer> openapi_document(const ApiScope& scope, const Request& request);
Result<Answer> docs_page(const ApiScope& scope, const Request& request);
Result<Answer> docs_style(const ApiScope& scope, const Request& request);
Result<Answer> docs_script(const ApiScope& scope, const Request& request);
Result<Answer> landing_page(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
