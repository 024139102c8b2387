#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace pictor::access {

enum class Role { kViewer, kEditor, kAdmin };
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

/// Who makes a request, as a verified token says.
struct Principal {
  TenantId tenant;
  SubjectId subject;
  std::set<Role> roles;
};

/// An HMAC secret, at least 32 bytes (RFC 7518 section 3.2).
class TokenSecret {
 public:
  /// Errors: kInvalidParameter when shorter than 32 bytes.
  static Result<TokenSecret> from(std::string bytes);
  const std::string& bytes() const { return bytes_; }

 private:
  explicit TokenSecret(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

/// What a bearer token must say. Empty members are not checked.
struct TokenRules {
  std::string issuer;
  std::string audience;
  std::chrono::seconds leeway{30};  ///< clock difference allowed for `exp`, `nbf` and `iat`
};

/// A JWT signed with HS256 (RFC 7519) with `sub`, `tenant`, `roles`, `iat`, `exp`. Any thread. Errors:
/// kInvalidParameter: a `ttl` below a second or over ten years, a subject that is not UTF-8.
Result<std::string> mint_token(const TokenSecret& secret, const TokenRules& rules, const Principal& principal, Time now,
                               std::chrono::seconds ttl);
/// Verifies a compact JWS: algorithm pinned to HS256, no `crit`, no duplicate claims, `exp`, `sub`, `tenant`, `roles`
/// required. Unknown roles are ignored. Any thread. Errors: kUnauthenticated, always with a message that says what is
/// wrong and never the token.
Result<Principal> verify_token(const TokenSecret& secret, const TokenRules& rules, std::string_view token, Time now);

}  // namespace pictor::access
