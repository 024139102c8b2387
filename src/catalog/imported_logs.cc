#include "catalog/imported_logs.h"

#include "sql/cells.h"

namespace pictor::catalog {

Result<bool> is_imported(sql::Session& session, const std::string& log) {
  return !TRY(session.query("SELECT log FROM imported_logs WHERE log = :log", {log})).empty();
}

Result<void> insert_imported(sql::Session& session, const std::string& log, Time now) {
  TRY_VOID(session.execute("INSERT INTO imported_logs (log, imported_at) VALUES (:log, :imported_at)",
                           {log, sql::cell(now)}));
  return {};
}

Result<std::int64_t> remove_imported(sql::Session& session, Time before) {
  return session.execute("DELETE FROM imported_logs WHERE imported_at < :before", {sql::cell(before)});
}

}  // namespace pictor::catalog
