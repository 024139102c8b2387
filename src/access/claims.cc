#include "access/claims.h"

#include <algorithm>
#include <string>

namespace pictor::access {
namespace {

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

/// Deepest nesting of brackets outside strings. Counts only: whether the text is JSON is the parser's business.
int nesting_depth(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_string && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return deepest;
}

std::string_view text_of(const json_t* string) { return {json_string_value(string), json_string_length(string)}; }

Result<std::string_view> required_text(const json_t* claims, const char* name) {
  const json_t* value = json_object_get(claims, name);
  if (!value) return refuse("the token has no " + std::string(name));
  if (!json_is_string(value)) return refuse("the token's " + std::string(name) + " is not a string");
  return text_of(value);
}

/// A NumericDate (RFC 7519 section 2) in whole, non-negative seconds; nullopt when it is not there.
Result<std::optional<std::int64_t>> optional_date(const json_t* claims, const char* name) {
  const json_t* value = json_object_get(claims, name);
  if (!value) return std::nullopt;
  if (!json_is_integer(value) || json_integer_value(value) < 0)
    return refuse("the token's " + std::string(name) + " is not a time in whole seconds");
  return json_integer_value(value);
}

/// Expiry and start of validity. Written so that no sum of an attacker's number can overflow.
Result<void> check_times(const json_t* claims, std::chrono::seconds leeway, Time now) {
  std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  auto expiry = TRY(optional_date(claims, "exp"));
  if (!expiry) return refuse("the token has no exp");
  if (*expiry <= seconds - leeway.count()) return refuse("the token has expired");
  auto not_before = TRY(optional_date(claims, "nbf"));
  if (not_before && *not_before > seconds + leeway.count()) return refuse("the token is not valid yet");
  auto issued = TRY(optional_date(claims, "iat"));
  if (issued && *issued > seconds + leeway.count()) return refuse("the token was issued in the future");
  return {};
}

Result<void> check_issuer(const json_t* claims, const std::string& issuer) {
  if (issuer.empty()) return {};
  if (TRY(required_text(claims, "iss")) != issuer) return refuse("the token is from another issuer");
  return {};
}

/// `aud` is a string or an array of strings (RFC 7519 section 4.1.3).
Result<void> check_audience(const json_t* claims, const std::string& audience) {
  if (audience.empty()) return {};
  const json_t* value = json_object_get(claims, "aud");
  if (!value) return refuse("the token has no aud");
  if (json_is_string(value) && text_of(value) == audience) return {};
  for (std::size_t i = 0; i < json_array_size(value); ++i) {
    const json_t* one = json_array_get(value, i);
    if (json_is_string(one) && text_of(one) == audience) return {};
  }
  return refuse("the token is for another audience");
}

Result<std::set<Role>> roles_of(const json_t* claims) {
  const json_t* value = json_object_get(claims, "roles");
  if (!value) return refuse("the token has no roles");
  if (!json_is_array(value)) return refuse("the token's roles are not an array");
  std::set<Role> roles;
  for (std::size_t i = 0; i < json_array_size(value); ++i) {
    const json_t* one = json_array_get(value, i);
    if (!json_is_string(one)) return refuse("the token's roles are not all strings");
    if (auto role = role_from(text_of(one))) roles.insert(*role);
  }
  return roles;
}

}  // namespace

Json parse_strict_object(std::string_view text) {
  if (nesting_depth(text) > kMaxTokenDepth) return nullptr;
  Json value(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return json_is_object(value.get()) ? std::move(value) : nullptr;
}

Result<Principal> judge_claims(const json_t* claims, const TokenRules& rules, Time now) {
  TRY_VOID(check_times(claims, rules.leeway, now));
  TRY_VOID(check_issuer(claims, rules.issuer));
  TRY_VOID(check_audience(claims, rules.audience));
  auto tenant = parse_tenant_id(TRY(required_text(claims, "tenant")));
  if (!tenant) return refuse("the token's tenant: " + tenant.error().message);
  auto subject = parse_subject_id(TRY(required_text(claims, "sub")));
  if (!subject) return refuse("the token's sub: " + subject.error().message);
  return Principal{.tenant = *std::move(tenant), .subject = *std::move(subject), .roles = TRY(roles_of(claims))};
}

Json make_claims(const TokenRules& rules, const Principal& principal, Time now, std::chrono::seconds ttl) {
  Json claims(json_object());
  auto set_text = [&](const char* name, std::string_view text) {
    json_object_set_new(claims.get(), name, json_stringn(text.data(), text.size()));
  };
  std::int64_t issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  set_text("sub", principal.subject.str());
  set_text("tenant", principal.tenant.str());
  json_t* roles = json_array();
  for (Role role : principal.roles) json_array_append_new(roles, json_string(std::string(to_string(role)).c_str()));
  json_object_set_new(claims.get(), "roles", roles);
  json_object_set_new(claims.get(), "iat", json_integer(issued));
  json_object_set_new(claims.get(), "exp", json_integer(issued + ttl.count()));
  if (!rules.issuer.empty()) set_text("iss", rules.issuer);
  if (!rules.audience.empty()) set_text("aud", rules.audience);
  return claims;
}

}  // namespace pictor::access
