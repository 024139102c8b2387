#pragma once

#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/route.h"

namespace pictor::http {

/// `POST /images/direct-upload`: 201 with the id of the image to be, and the form that uploads it.
Result<Answer> draft_image(const ApiScope& scope, const Request& request);
/// `POST /images/{id}/complete`: answers as an upload does.
Result<Answer> complete_draft(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
