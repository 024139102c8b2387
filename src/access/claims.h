#pragma once
// The JSON inside a token: read strictly, judged by the rules. Private to this folder.

#include <jansson.h>

#include <memory>
#include <string_view>

#include "access/token.h"

namespace pictor::access {

struct JsonRelease {
  void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonRelease>;

/// A JSON object that is unambiguous: no member twice, nothing after it, no NUL, valid UTF-8, nested at most
/// kMaxTokenDepth deep. Null when `text` is anything else.
Json parse_strict_object(std::string_view text);
inline constexpr int kMaxTokenDepth = 8;

/// Who the claims of a verified payload name. Errors: kUnauthenticated with what is wrong. Pure.
Result<Principal> judge_claims(const json_t* claims, const TokenRules& rules, Time now);
/// The claims that judge_claims() accepts for `principal` from `now` on for `ttl`. A text that is not
/// UTF-8 is left out, since JSON cannot hold it.
Json make_claims(const TokenRules& rules, const Principal& principal, Time now, std::chrono::seconds ttl);

}  // namespace pictor::access
