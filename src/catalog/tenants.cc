#include "catalog/tenants.h"

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

std::vector<TenantId> read_ids(const std::vector<sql::Row>& rows) {
  std::vector<TenantId> tenants;
  tenants.reserve(rows.size());
  for (const sql::Row& row : rows) tenants.emplace_back(row.text(0));
  return tenants;
}

Result<void> remove_keys_and_presets(sql::Session& session, const TenantId& tenant) {
  TRY_VOID(session.execute("DELETE FROM signing_keys WHERE tenant = :tenant", {tenant.str()}));
  TRY_VOID(session.execute("DELETE FROM presets WHERE tenant = :tenant", {tenant.str()}));
  return {};
}

}  // namespace

Result<void> insert_tenant(sql::Session& session, const TenantId& tenant, Time now) {
  TRY_VOID(session.execute("INSERT INTO tenants (id, created_at) VALUES (:id, :created_at)",
                           {tenant.str(), sql::cell(now)}));
  return {};
}

Result<bool> tenant_exists(sql::Session& session, const TenantId& tenant) {
  return !TRY(session.query("SELECT id FROM tenants WHERE id = :id AND removing_at IS NULL", {tenant.str()})).empty();
}

Result<std::vector<TenantId>> list_tenants(sql::Session& session) {
  return read_ids(TRY(session.query("SELECT id FROM tenants WHERE removing_at IS NULL ORDER BY id")));
}

Result<void> begin_tenant_removal(sql::Session& session, const TenantId& tenant, Time now) {
  const std::int64_t found =
      TRY(session.execute("UPDATE tenants SET removing_at = COALESCE(removing_at, :now) WHERE id = :tenant",
                          {sql::cell(now), tenant.str()}));
  if (found == 0) return fail(ErrorCode::kNotFound, "no such tenant");
  TRY_VOID(session.execute(
      "UPDATE images SET deleted_at = :now, updated_at = :now WHERE tenant = :tenant AND deleted_at IS NULL",
      {sql::cell(now), tenant.str()}));
  return remove_keys_and_presets(session, tenant);
}

Result<std::vector<TenantId>> list_leaving_tenants(sql::Session& session) {
  return read_ids(TRY(session.query("SELECT id FROM tenants WHERE removing_at IS NOT NULL ORDER BY id")));
}

Result<void> end_tenant_removal(sql::Session& session, const TenantId& tenant) {
  const bool has_images =
      !TRY(session.query("SELECT id FROM images WHERE tenant = :tenant LIMIT 1", {tenant.str()})).empty();
  if (has_images) return fail(ErrorCode::kConflict, "the tenant still has images");
  TRY_VOID(remove_keys_and_presets(session, tenant));
  TRY_VOID(session.execute("DELETE FROM retrievals WHERE tenant = :tenant", {tenant.str()}));
  TRY_VOID(session.execute("DELETE FROM tenants WHERE id = :tenant AND removing_at IS NOT NULL", {tenant.str()}));
  return {};
}

}  // namespace pictor::catalog
