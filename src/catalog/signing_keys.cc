#include "catalog/signing_keys.h"

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

SigningKey read_key(const sql::Row& row) {
  sql::CellReader cells(row);
  SigningKey key;
  key.id = KeyId(cells.text());
  key.secret = cells.text();
  key.created_at = cells.time();
  key.retires_at = cells.optional_time();
  return key;
}

}  // namespace

Result<void> insert_signing_key(sql::Session& session, const TenantId& tenant, const SigningKey& key) {
  TRY_VOID(
      session.execute("INSERT INTO signing_keys (tenant, id, secret, created_at, retires_at) "
                      "VALUES (:tenant, :id, :secret, :created_at, :retires_at)",
                      {tenant.str(), key.id.str(), key.secret, sql::cell(key.created_at), sql::cell(key.retires_at)}));
  return {};
}

Result<std::optional<SigningKey>> find_signing_key(sql::Session& session, const TenantId& tenant, const KeyId& id) {
  auto rows = TRY(
      session.query("SELECT id, secret, created_at, retires_at FROM signing_keys WHERE tenant = :tenant AND id = :id",
                    {tenant.str(), id.str()}));
  return rows.empty() ? std::nullopt : std::optional(read_key(rows.front()));
}

Result<std::vector<SigningKey>> list_signing_keys(sql::Session& session, const TenantId& tenant) {
  auto rows =
      TRY(session.query("SELECT id, secret, created_at, retires_at FROM signing_keys WHERE tenant = :tenant "
                        "ORDER BY created_at DESC, id",
                        {tenant.str()}));
  std::vector<SigningKey> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) keys.push_back(read_key(row));
  return keys;
}

Result<void> retire_signing_key(sql::Session& session, const TenantId& tenant, const KeyId& id, Time at) {
  if (!TRY(find_signing_key(session, tenant, id))) return fail(ErrorCode::kNotFound, "no such key");
  TRY_VOID(
      session.execute("UPDATE signing_keys SET retires_at = :at WHERE tenant = :tenant AND id = :id "
                      "AND (retires_at IS NULL OR retires_at > :at)",
                      {sql::cell(at), tenant.str(), id.str()}));
  return {};
}

}  // namespace pictor::catalog
