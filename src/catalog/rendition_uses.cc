#include "catalog/rendition_uses.h"

#include "sql/cells.h"

namespace pictor::catalog {

Result<void> note_uses(sql::Session& session, std::span<const RenditionKey> keys, Time now) {
  for (const RenditionKey& key : keys)
    TRY_VOID(session.execute(
        "UPDATE renditions SET used_at = :now WHERE tenant = :tenant AND image = :image AND version = :version "
        "AND spec = :spec AND used_at < :now",
        {sql::cell(now), key.tenant.str(), key.image.str(), key.version.str(), key.spec}));
  return {};
}

Result<std::int64_t> sum_renditions(sql::Session& session) {
  // PostgreSQL's sum of bigints is a numeric; NULL where there is no row.
  auto rows = TRY(session.query("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM renditions"));
  return rows.at(0).integer(0);
}

Result<std::vector<LeastUsedRendition>> find_least_used(sql::Session& session, int limit) {
  auto rows = TRY(
      session.query("SELECT tenant, image, version, spec, format, bytes FROM renditions ORDER BY used_at LIMIT :limit",
                    {std::int64_t{limit}}));
  std::vector<LeastUsedRendition> found;
  found.reserve(rows.size());
  for (const sql::Row& row : rows) {
    sql::CellReader cells(row);
    LeastUsedRendition rendition;
    rendition.key.tenant = TenantId(cells.text());
    rendition.key.image = ImageId(cells.text());
    rendition.key.version = VersionId(cells.text());
    rendition.key.spec = cells.text();
    const auto format = format_from(cells.text());
    if (!format) return fail(ErrorCode::kInternal, "the catalog holds what cannot be read", "a rendition's format");
    rendition.format = *format;
    rendition.bytes = cells.integer();
    found.push_back(std::move(rendition));
  }
  return found;
}

}  // namespace pictor::catalog
