#include "catalog/image_tags.h"

namespace pictor::catalog {

Result<std::vector<std::string>> read_tags(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  auto rows =
      TRY(session.query("SELECT tag FROM image_tags WHERE tenant = :tenant AND image = :image ORDER BY position",
                        {tenant.str(), id.str()}));
  std::vector<std::string> tags;
  tags.reserve(rows.size());
  for (const sql::Row& row : rows) tags.push_back(row.text(0));
  return tags;
}

Result<void> insert_tags(sql::Session& session, const TenantId& tenant, const ImageId& id,
                         const std::vector<std::string>& tags) {
  std::int64_t position = 0;
  for (const std::string& tag : tags)
    TRY_VOID(session.execute(
        "INSERT INTO image_tags (tenant, image, tag, position) VALUES (:tenant, :image, :tag, :position)",
        {tenant.str(), id.str(), tag, position++}));
  return {};
}

Result<void> replace_tags(sql::Session& session, const TenantId& tenant, const ImageId& id,
                          const std::vector<std::string>& tags) {
  if (TRY(read_tags(session, tenant, id)) == tags) return {};
  TRY_VOID(
      session.execute("DELETE FROM image_tags WHERE tenant = :tenant AND image = :image", {tenant.str(), id.str()}));
  return insert_tags(session, tenant, id, tags);
}

}  // namespace pictor::catalog
