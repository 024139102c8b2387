#include "cli/demo.h"

#include "catalog/tenants.h"

namespace pictor::cli {
namespace {

constexpr std::chrono::seconds kTokenLife = std::chrono::hours(24);

Result<void> ensure_tenant(app::Deps& deps, const TenantId& tenant) {
  return deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    if (TRY(catalog::tenant_exists(session, tenant))) return {};
    return catalog::insert_tenant(session, tenant, deps.clock.now());
  });
}

}  // namespace

Result<std::string> prepare_demo(app::Deps& deps, const access::TokenSecret& secret, const access::TokenRules& rules,
                                 const std::string& url) {
  const access::Principal demo{
      .tenant = TenantId("demo"), .subject = SubjectId("demo"), .roles = {access::Role::kAdmin}};
  TRY_VOID(ensure_tenant(deps, demo.tenant));
  std::string token = TRY(access::mint_token(secret, rules, demo, deps.clock.now(), kTokenLife));
  std::string text = "tenant: " + demo.tenant.str() + "\n";
  text += "token (good for a day): " + token + "\n";
  text += "try: curl -H 'Authorization: Bearer " + token + "' -H 'Prefer: wait=30' -F file=@photo.jpg ";
  return text + url + "/images/upload\n";
}

}  // namespace pictor::cli
