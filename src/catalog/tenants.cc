#include "catalog/tenants.h"

#include "sql/cells.h"

namespace pictor::catalog {

Result<void> insert_tenant(sql::Session& session, const TenantId& tenant, Time now) {
  TRY_VOID(session.execute("INSERT INTO tenants (id, created_at) VALUES (:id, :created_at)",
                           {tenant.str(), sql::cell(now)}));
  return {};
}

Result<bool> tenant_exists(sql::Session& session, const TenantId& tenant) {
  return !TRY(session.query("SELECT id FROM tenants WHERE id = :id", {tenant.str()})).empty();
}

Result<std::vector<TenantId>> list_tenants(sql::Session& session) {
  auto rows = TRY(session.query("SELECT id FROM tenants ORDER BY id"));
  std::vector<TenantId> tenants;
  tenants.reserve(rows.size());
  for (const sql::Row& row : rows) tenants.emplace_back(row.text(0));
  return tenants;
}

}  // namespace pictor::catalog
