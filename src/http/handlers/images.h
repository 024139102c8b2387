#pragma once

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

// Handlers of images that are there. Errors: those of the use cases they call; kInvalidParameter.
Result<Answer> list_images(const ApiScope& scope, const Request& request);
Result<Answer> get_image(const ApiScope& scope, const Request& request);  ///< JSON or bytes
Result<Answer> get_original(const ApiScope& scope, const Request& request);
Result<Answer> patch_image(const ApiScope& scope, const Request& request);
Result<Answer> delete_image(const ApiScope& scope, const Request& request);
Result<Answer> restore_image(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
