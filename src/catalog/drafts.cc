#include "catalog/drafts.h"

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

constexpr std::string_view kColumns =
    "tenant, id, owner, format, bytes, sha256, description, created_at, expires_at, completed_at";

Result<Draft> read_draft(const sql::Row& row) {
  sql::CellReader cells(row);
  Draft draft;
  draft.tenant = TenantId(cells.text());
  draft.id = ImageId(cells.text());
  draft.owner = SubjectId(cells.text());
  const std::string& format = cells.text();
  const auto known = format_from(format);
  if (!known) return fail(ErrorCode::kInternal, "the catalog holds what cannot be read", "format is '" + format + "'");
  draft.format = *known;
  draft.bytes = cells.optional_integer();
  if (auto sha256 = cells.optional_text()) draft.sha256 = Sha256Hex(*std::move(sha256));
  draft.description = cells.text();
  draft.created_at = cells.time();
  draft.expires_at = cells.time();
  draft.completed_at = cells.optional_time();
  return draft;
}

Result<std::vector<Draft>> read_drafts(const std::vector<sql::Row>& rows) {
  std::vector<Draft> drafts;
  drafts.reserve(rows.size());
  for (const sql::Row& row : rows) drafts.push_back(TRY(read_draft(row)));
  return drafts;
}

}  // namespace

Result<void> insert_draft(sql::Session& session, const Draft& draft) {
  TRY_VOID(session.execute(
      "INSERT INTO drafts (tenant, id, owner, format, bytes, sha256, description, created_at, expires_at, "
      "completed_at) VALUES (:tenant, :id, :owner, :format, :bytes, :sha256, :description, :created_at, :expires_at, "
      ":completed_at)",
      {draft.tenant.str(), draft.id.str(), draft.owner.str(), std::string(to_string(draft.format)),
       sql::cell(draft.bytes), draft.sha256 ? sql::Value(draft.sha256->str()) : sql::Value(), draft.description,
       sql::cell(draft.created_at), sql::cell(draft.expires_at), sql::cell(draft.completed_at)}));
  return {};
}

Result<std::optional<Draft>> find_draft(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  static const std::string kSelect =
      "SELECT " + std::string(kColumns) + " FROM drafts WHERE tenant = :tenant AND id = :id";
  auto rows = TRY(session.query(kSelect, {tenant.str(), id.str()}));
  if (rows.empty()) return std::nullopt;
  return TRY(read_draft(rows.front()));
}

Result<std::int64_t> count_open_drafts(sql::Session& session, const TenantId& tenant) {
  auto rows =
      TRY(session.query("SELECT COUNT(*) FROM drafts WHERE tenant = :tenant AND completed_at IS NULL", {tenant.str()}));
  return rows.at(0).integer(0);
}

Result<void> complete_draft(sql::Session& session, const TenantId& tenant, const ImageId& id, Time now) {
  const std::int64_t changed = TRY(session.execute(
      "UPDATE drafts SET completed_at = :now WHERE tenant = :tenant AND id = :id AND completed_at IS NULL",
      {sql::cell(now), tenant.str(), id.str()}));
  if (changed == 0) return fail(ErrorCode::kNotFound, "no such image");
  return {};
}

Result<void> remove_draft(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  TRY_VOID(session.execute("DELETE FROM drafts WHERE tenant = :tenant AND id = :id", {tenant.str(), id.str()}));
  return {};
}

Result<bool> has_drafts(sql::Session& session, const TenantId& tenant) {
  return !TRY(session.query("SELECT id FROM drafts WHERE tenant = :tenant LIMIT 1", {tenant.str()})).empty();
}

Result<std::vector<Draft>> find_ended_drafts(sql::Session& session, Time before, int limit) {
  static const std::string kSelect =
      "SELECT " + std::string(kColumns) + " FROM drafts WHERE expires_at < :before ORDER BY expires_at LIMIT :limit";
  return read_drafts(TRY(session.query(kSelect, {sql::cell(before), std::int64_t{limit}})));
}

}  // namespace pictor::catalog
