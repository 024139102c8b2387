#pragma once

#include "access/token.h"
#include "http/handlers/api_scope.h"
#include "http/site.h"

namespace pictor::http {

/// The API of the contract as a site to serve: its routes, and bearer tokens that verify and whose tenant exists.
/// `scope` outlives the server.
Site make_api_site(const ApiScope& scope, access::TokenSecret secret, access::TokenRules rules);

}  // namespace pictor::http
