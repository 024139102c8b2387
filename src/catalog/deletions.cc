#include "catalog/deletions.h"

#include <algorithm>

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

Result<std::int64_t> next_sequence(sql::Session& session) {
  auto rows = TRY(session.query("UPDATE sequences SET latest = latest + 1 WHERE name = 'deletions' RETURNING latest"));
  return rows.at(0).integer(0);
}

Deletion read_claimed(const sql::Row& row) {
  sql::CellReader cells(row);
  Deletion deletion{.claimed = true};
  deletion.sequence = cells.integer();
  deletion.tenant = TenantId(cells.text());
  if (auto sha256 = cells.optional_text()) deletion.sha256 = Sha256Hex(*std::move(sha256));
  if (auto image = cells.optional_text()) deletion.image = ImageId(*std::move(image));
  return deletion;
}

template <class Id>
sql::Value id_cell(const std::optional<Id>& id) {
  return id ? sql::Value(id->str()) : sql::Value();
}

}  // namespace

Result<void> insert_deletion(sql::Session& session, const Deletion& deletion, Time now) {
  const std::int64_t sequence = TRY(next_sequence(session));
  TRY_VOID(session.execute(
      "INSERT INTO deletions (tenant, sequence, sha256, image, created_at) "
      "VALUES (:tenant, :sequence, :sha256, :image, :created_at)",
      {deletion.tenant.str(), sequence, id_cell(deletion.sha256), id_cell(deletion.image), sql::cell(now)}));
  return {};
}

Result<std::vector<Deletion>> claim_deletions(sql::Session& session, int limit, Time now, Time stale_before) {
  // The condition stands twice so that of two claimers who saw the same row only the first gets it (PostgreSQL reads
  // the outer one again when the row was changed meanwhile).
  auto rows = TRY(
      session.query("UPDATE deletions SET claimed_at = :now WHERE sequence IN (SELECT sequence FROM deletions "
                    "WHERE claimed_at IS NULL OR claimed_at < :stale_before ORDER BY sequence LIMIT :limit) "
                    "AND (claimed_at IS NULL OR claimed_at < :stale_before) RETURNING sequence, tenant, sha256, image",
                    {sql::cell(now), sql::cell(stale_before), std::int64_t{limit}}));
  std::vector<Deletion> claimed;
  claimed.reserve(rows.size());
  for (const sql::Row& row : rows) claimed.push_back(read_claimed(row));
  std::ranges::sort(claimed, {}, &Deletion::sequence);  // RETURNING promises no order
  return claimed;
}

Result<void> finish_deletion(sql::Session& session, std::int64_t sequence) {
  TRY_VOID(session.execute("DELETE FROM deletions WHERE sequence = :sequence", {sequence}));
  return {};
}

Result<Rescue> rescue_original(sql::Session& session, const TenantId& tenant, const Sha256Hex& sha256) {
  const std::int64_t withdrawn =
      TRY(session.execute("DELETE FROM deletions WHERE tenant = :tenant AND sha256 = :sha256 AND claimed_at IS NULL",
                          {tenant.str(), sha256.str()}));
  auto claimed = TRY(session.query("SELECT sequence FROM deletions WHERE tenant = :tenant AND sha256 = :sha256 LIMIT 1",
                                   {tenant.str(), sha256.str()}));
  if (!claimed.empty()) return Rescue::kTooLate;
  return withdrawn > 0 ? Rescue::kRescued : Rescue::kNone;
}

}  // namespace pictor::catalog
