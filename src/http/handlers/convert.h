#pragma once

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

/// 200 with the rendition, or with `Prefer: respond-async` 202 with a job.
Result<Answer> convert_image(const ApiScope& scope, const Request& request);
Result<Answer> get_job(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
