#include "catalog/presets.h"

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

PresetDefinition read_preset(const sql::Row& row) {
  sql::CellReader cells(row);
  PresetDefinition preset;
  preset.name = cells.text();
  preset.version = static_cast<int>(cells.integer());
  preset.transform = cells.text();
  preset.created_at = cells.time();
  return preset;
}

/// Removed ones count.
Result<std::int64_t> latest_version(sql::Session& session, const TenantId& tenant, const std::string& name) {
  auto rows = TRY(session.query("SELECT COALESCE(MAX(version), 0) FROM presets WHERE tenant = :tenant AND name = :name",
                                {tenant.str(), name}));
  return rows.at(0).integer(0);
}

}  // namespace

Result<PresetDefinition> put_preset(sql::Session& session, const TenantId& tenant, const std::string& name,
                                    const std::string& transform, Time now) {
  auto newest = TRY(find_preset(session, tenant, name, std::nullopt));
  if (newest && newest->transform == transform) return *std::move(newest);
  PresetDefinition preset{.name = name,
                          .version = static_cast<int>(TRY(latest_version(session, tenant, name))) + 1,
                          .transform = transform,
                          .created_at = now};
  TRY_VOID(
      session.execute("INSERT INTO presets (tenant, name, version, transform, created_at) "
                      "VALUES (:tenant, :name, :version, :transform, :created_at)",
                      {tenant.str(), name, std::int64_t{preset.version}, transform, sql::cell(now)}));
  return preset;
}

Result<std::optional<PresetDefinition>> find_preset(sql::Session& session, const TenantId& tenant,
                                                    const std::string& name, std::optional<int> version) {
  auto rows = TRY(
      session.query("SELECT name, version, transform, created_at FROM presets WHERE tenant = :tenant AND name = :name "
                    "AND removed_at IS NULL AND (version = :version OR :any = 1) ORDER BY version DESC LIMIT 1",
                    {tenant.str(), name, std::int64_t{version.value_or(0)}, std::int64_t{version ? 0 : 1}}));
  return rows.empty() ? std::nullopt : std::optional(read_preset(rows.front()));
}

Result<std::vector<PresetDefinition>> list_presets(sql::Session& session, const TenantId& tenant) {
  auto rows = TRY(session.query(
      "SELECT name, version, transform, created_at FROM presets p WHERE tenant = :tenant AND removed_at IS NULL "
      "AND version = (SELECT MAX(version) FROM presets n WHERE n.tenant = p.tenant AND n.name = p.name) ORDER BY name",
      {tenant.str()}));
  std::vector<PresetDefinition> presets;
  presets.reserve(rows.size());
  for (const sql::Row& row : rows) presets.push_back(read_preset(row));
  return presets;
}

Result<void> remove_preset(sql::Session& session, const TenantId& tenant, const std::string& name, Time now) {
  const std::int64_t removed = TRY(session.execute(
      "UPDATE presets SET removed_at = :now WHERE tenant = :tenant AND name = :name AND removed_at IS NULL",
      {sql::cell(now), tenant.str(), name}));
  if (removed == 0) return fail(ErrorCode::kNotFound, "no such preset");
  return {};
}

}  // namespace pictor::catalog
