#include <algorithm>

#include "sql/database.h"
#include "sql/embedded_migrations.h"

namespace pictor::sql {
namespace {

/// The statements of a script, in order. A statement ends with a `;` at the end of a line.
std::vector<std::string> statements_of(std::string_view script) {
  std::vector<std::string> statements;
  std::string statement;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(std::min(end + 1, script.size()));
    if (line.empty() || line.starts_with("--")) continue;
    statement.append(line).append("\n");
    if (line.ends_with(';')) statements.push_back(std::exchange(statement, {}));
  }
  return statements;
}

Result<int> version_reached(Session& session) {
  TRY_VOID(
      session.execute("CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL)"));
  auto rows = TRY(session.query("SELECT COALESCE(MAX(version), 0) FROM schema_migrations"));
  return static_cast<int>(rows.at(0).integer(0));
}

/// Reads the version again inside the transaction: another process may have started at the same moment.
Result<int> apply(Session& session, const Migration& migration) {
  const int reached = TRY(version_reached(session));
  if (reached >= migration.version) return reached;
  for (const std::string& statement : statements_of(migration.script)) TRY_VOID(session.execute(statement));
  TRY_VOID(session.execute("INSERT INTO schema_migrations (version, name) VALUES (:version, :name)",
                           {std::int64_t{migration.version}, std::string(migration.name)}));
  return migration.version;
}

}  // namespace

Result<int> migrate(Database& database) {
  int reached = 0;
  for (const Migration& migration : embedded_migrations())
    reached =
        TRY(database.write(Durability::kAcknowledged, [&](Session& session) { return apply(session, migration); }));
  const int known = embedded_migrations().back().version;
  if (reached > known)
    return fail(ErrorCode::kInternal, "the database was made by a newer version of Pictor",
                "schema version " + std::to_string(reached) + ", this binary knows " + std::to_string(known));
  return reached;
}

}  // namespace pictor::sql
