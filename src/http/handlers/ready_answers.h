#pragma once
// Delivered pictures that are kept ready in memory, headers and all.

#include <optional>

#include "app/deliver_image.h"
#include "delivery/byte_cache.h"
#include "http/handlers/api_scope.h"
#include "http/request.h"
#include "http/response.h"

namespace pictor::http {

/// How long an answer is given without asking the catalog again. What this process changes is forgotten at once; this
/// bounds what another one changed: a command, or another node.
inline constexpr std::chrono::seconds kReadyFor{2};

/// The header fields of a request that pictures may depend on beside Accept.
delivery::HintFields hint_fields(const Request& request);

/// The answer to `request`, when it was given a moment ago and is still allowed. Does not block; any thread.
std::optional<Response> find_ready_answer(const ApiScope& scope, const Request& request);

/// Keeps what `request` was answered, unless it is too large or outdated since `ticket`.
void keep_ready(const ApiScope& scope, delivery::CacheTicket ticket, const Request& request,
                const app::Delivered& delivered, const Response& response);

}  // namespace pictor::http
