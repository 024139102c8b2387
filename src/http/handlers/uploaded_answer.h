#pragma once

#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/route.h"

namespace pictor::http {

/// 201 with an image that was just made; with `Prefer: wait=N` when it is ready, or after N seconds as it is then.
/// Errors: why it could not be processed, where the client waited for it.
Result<Answer> uploaded_answer(const ApiScope& scope, const Request& request, const ImageDetails& details);

}  // namespace pictor::http
