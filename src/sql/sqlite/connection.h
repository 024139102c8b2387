#pragma once
// One connection to an SQLite file, by its C API (docs/adr/0005: why not SOCI).

#include <memory>
#include <string>
#include <unordered_map>

#include "sql/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pictor::sql::sqlite {

/// Keeps every statement it has prepared, by text. One thread at a time.
class Connection final : public Session {
 public:
  enum class Access { kWrite, kRead };
  /// Opens `path` in WAL mode with foreign keys enforced; kWrite creates the file, kRead refuses every change.
  /// Errors: kStorageUnavailable.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  using Session::execute;
  using Session::query;
  Result<std::vector<Row>> query(std::string_view statement, std::span<const Value> parameters) override;
  Result<std::int64_t> execute(std::string_view statement, std::span<const Value> parameters) override;

  /// Runs a statement that is not kept. Pragmas need it: some act while they are prepared, so a kept one acts once.
  Result<void> run_once(const char* statement);
  /// False after the engine has rolled a transaction back by itself, which it does when the disk is full or fails.
  bool in_transaction() const;
  /// Pages in the write-ahead log after the latest commit of this connection.
  int log_pages() const { return log_pages_; }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  explicit Connection(sqlite3* database);
  Result<void> configure(Access access);
  Result<void> switch_to_log();
  Result<sqlite3_stmt*> prepared(std::string_view text);
  std::unexpected<Error> failure(std::string_view statement) const;

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;  // destroyed before database_
  int log_pages_ = 0;
};

}  // namespace pictor::sql::sqlite
