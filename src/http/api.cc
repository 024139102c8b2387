#include "http/api.h"

#include "app/find_tenant.h"
#include "app/retrieval_counter.h"
#include "http/routes.h"

namespace pictor::http {
namespace {

Authenticator token_authenticator(app::Deps& deps, access::TokenSecret secret, access::TokenRules rules) {
  return [&deps, secret = std::move(secret),
          rules = std::move(rules)](std::string_view token) -> Result<access::Principal> {
    access::Principal principal = TRY(access::verify_token(secret, rules, token, deps.clock.now()));
    if (!TRY(app::is_known_tenant(deps, principal.tenant)))
      return fail(ErrorCode::kUnauthenticated, "the token's tenant does not exist");
    return principal;
  };
}

}  // namespace

Site make_api_site(const ApiScope& scope, access::TokenSecret secret, access::TokenRules rules) {
  return Site{.routes = api_routes(scope),
              .authenticate = token_authenticator(scope.deps, std::move(secret), std::move(rules)),
              .random = scope.deps.random,
              .count_retrieval = [&counter = scope.deps.retrievals](const Retrieval& of, std::int64_t bytes) {
                counter.count(of.tenant, of.image, of.preset, bytes);
              }};
}

}  // namespace pictor::http
