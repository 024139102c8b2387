#pragma once

#include "http/handlers/api_scope.h"
#include "http/route.h"

namespace pictor::http {

Result<Answer> list_thumbnails(const ApiScope& scope, const Request& request);
/// The bytes of one preset; the format by `Accept` unless `format` is given.
Result<Answer> get_thumbnail(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
