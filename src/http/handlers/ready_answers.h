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

/// How much longer it is given while one request asks the catalog again, and no longer than that request takes.
inline constexpr std::chrono::seconds kStaleFor{1};

/// The answer to `request`, when it was given a moment ago and is still allowed. After kReadyFor the first who asks is
/// to make it anew, by keep_ready(), or drop_stale() where there is none any more. Does not block; any thread.
std::optional<Response> find_ready_answer(const ApiScope& scope, const Request& request);

/// The answer to `request`, when another has made it while this one waited for a thread: of many who ask at once for
/// what nobody asked for lately, the first few ask the catalog.
std::optional<Response> find_new_answer(const ApiScope& scope, const Request& request);

/// Keeps what `request` was answered, unless it is too large or outdated since `ticket`.
void keep_ready(const ApiScope& scope, delivery::CacheTicket ticket, const Request& request,
                const app::Delivered& delivered, const Response& response);

/// Ends the life of what is kept for `request`: it was asked for anew, and there was another answer.
void drop_stale(const ApiScope& scope, const Request& request);

}  // namespace pictor::http
