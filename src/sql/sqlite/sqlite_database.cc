#include "sql/sqlite/sqlite_database.h"

#include <filesystem>

#include "sql/sqlite/connection.h"
#include "sql/sqlite/reader_pool.h"
#include "sql/sqlite/writer.h"

namespace pictor::sql::sqlite {
namespace {

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<Connection> writing, std::string path, int readers)
      : writer_(std::move(writing)), readers_(std::move(path), readers) {}

 private:
  Result<void> run_write(Durability durability, const Work& work) override { return writer_.run(durability, work); }
  Result<void> run_read(const Work& work) override { return readers_.run(work); }

  Writer writer_;
  ReaderPool readers_;  // closed before the writer, which can then empty the log
};

}  // namespace

Result<std::unique_ptr<Database>> open_database(const std::string& path, int readers) {
  if (path.empty()) return fail_parameter("database", "a database needs a path: sqlite:<path>");
  // Absolute, so that `:memory:` and the like are names as any other.
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(path, error).string();
  if (error) return fail_errno(ErrorCode::kStorageUnavailable, "the catalog cannot be opened", "getcwd", error.value());
  std::unique_ptr<Connection> writing = TRY(Connection::open(absolute, Connection::Access::kWrite));
  return std::make_unique<SqliteDatabase>(std::move(writing), absolute, readers);
}

}  // namespace pictor::sql::sqlite
