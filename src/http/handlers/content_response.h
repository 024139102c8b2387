#pragma once

#include "app/read_image.h"
#include "http/content_disposition.h"
#include "http/handlers/api_scope.h"
#include "http/response.h"

namespace pictor::http {

/// 200 with an image's bytes, for an authenticated client: its own cache may keep them for a minute, because a replaced
/// image keeps its URL here (delivery URLs carry a hash and do not). Edges are told its tags. Conditions and ranges are
/// applied later.
Response content_response(const ApiScope& scope, const app::Content& content, Disposition disposition);

/// The same without what says for whom and how long caches may keep it: Cache-Control and Vary.
Response uncached_content(const ApiScope& scope, const app::Content& content, Disposition disposition);

}  // namespace pictor::http
