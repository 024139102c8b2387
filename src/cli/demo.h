#pragma once

#include <string>

#include "access/token.h"
#include "app/deps.h"

namespace pictor::cli {

/// Makes sure that there is a tenant `demo`, and answers what to print about it: the tenant, a token that is good for a
/// day, and a curl line that uploads a picture to `url`.
Result<std::string> prepare_demo(app::Deps& deps, const access::TokenSecret& secret, const access::TokenRules& rules,
                                 const std::string& url);

}  // namespace pictor::cli
