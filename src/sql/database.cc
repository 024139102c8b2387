#include "sql/database.h"

#include "sql/sqlite/sqlite_database.h"

namespace pictor::sql {

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (options.readers < 1) return fail_parameter("readers", "a database needs at least one reader");
  if (options.url.starts_with(kSqlite))
    return sqlite::open_database(options.url.substr(kSqlite.size()), options.readers);
  return fail_parameter("database", "a database is sqlite:<path>");
}

}  // namespace pictor::sql
