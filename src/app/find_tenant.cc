#include "app/find_tenant.h"

#include "catalog/tenants.h"

namespace pictor::app {

Result<bool> is_known_tenant(Deps& deps, const TenantId& tenant) {
  return deps.database.read([&](sql::Session& session) { return catalog::tenant_exists(session, tenant); });
}

}  // namespace pictor::app
