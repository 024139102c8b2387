#include "catalog/idempotency.h"

#include "sql/cells.h"

namespace pictor::catalog {

Result<std::optional<IdempotencyRecord>> find_idempotency(sql::Session& session, const TenantId& tenant,
                                                          const SubjectId& subject, const std::string& key) {
  auto rows =
      TRY(session.query("SELECT key, subject, fingerprint, image, created_at FROM idempotency_keys "
                        "WHERE tenant = :tenant AND subject = :subject AND key = :key",
                        {tenant.str(), subject.str(), key}));
  if (rows.empty()) return std::nullopt;
  sql::CellReader cells(rows.front());
  IdempotencyRecord record;
  record.key = cells.text();
  record.subject = SubjectId(cells.text());
  record.fingerprint = cells.text();
  record.image = ImageId(cells.text());
  record.created_at = cells.time();
  return record;
}

Result<void> insert_idempotency(sql::Session& session, const TenantId& tenant, const IdempotencyRecord& record) {
  TRY_VOID(
      session.execute("INSERT INTO idempotency_keys (tenant, subject, key, fingerprint, image, created_at) "
                      "VALUES (:tenant, :subject, :key, :fingerprint, :image, :created_at)",
                      {tenant.str(), record.subject.str(), record.key, record.fingerprint, record.image.str(),
                       sql::cell(record.created_at)}));
  return {};
}

Result<std::int64_t> remove_idempotency(sql::Session& session, Time before) {
  return session.execute("DELETE FROM idempotency_keys WHERE created_at < :before", {sql::cell(before)});
}

}  // namespace pictor::catalog
