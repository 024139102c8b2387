#include "sql/sqlite/connection.h"

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace pictor::sql::sqlite {
namespace {

/// How long a statement waits for another process (`pictor gc` beside the server) to end its transaction.
constexpr std::chrono::milliseconds kBusyTimeout{10'000};
/// The texts are fixed but for the filters of lists; beyond this many, keeping them is not worth their memory.
constexpr std::size_t kMaxStatements = 256;

/// Leaves a statement ready for its next use, however this one ends. Parameters are borrowed only until then.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

int bind_one(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *integer);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, index, *real);
  if (const auto* text = std::get_if<std::string>(&value))
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  return sqlite3_bind_null(statement, index);
}

/// SQLite numbers `:name` parameters in the order of their first appearance, as Session promises.
bool bind_all(sqlite3_stmt* statement, std::span<const Value> parameters) {
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != parameters.size()) {
    std::fprintf(stderr, "sql: %zu parameters given to: %s\n", parameters.size(), sqlite3_sql(statement));
    std::abort();
  }
  int index = 0;
  for (const Value& value : parameters)
    if (bind_one(statement, ++index, value) != SQLITE_OK) return false;
  return true;
}

Value read_cell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return {};
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
  }
}

Row read_row(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) cells.push_back(read_cell(statement, column));
  return Row(std::move(cells));
}

std::unexpected<Error> fail_with(int extended_code, std::string cause) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return fail(ErrorCode::kConflict, "it exists already", std::move(cause));
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return fail(ErrorCode::kNotFound, "what it belongs to is not there", std::move(cause));
    default:
      return fail(ErrorCode::kStorageUnavailable, "the catalog cannot be used at the moment", std::move(cause));
  }
}

}  // namespace

void Connection::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close(database); }
void Connection::FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Connection::Connection(sqlite3* database) : database_(database) {
  // Replaces SQLite's own checkpointing, which would make the commit that fills the log wait for it.
  sqlite3_wal_hook(
      database,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::kWrite ? SQLITE_OPEN_CREATE : 0);
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(opened));
  if (code != SQLITE_OK) return connection->failure("open " + path);
  TRY_VOID(connection->configure(access));
  return connection;
}

Result<void> Connection::configure(Access access) {
  sqlite3_busy_timeout(database_.get(), static_cast<int>(kBusyTimeout.count()));
  TRY_VOID(run_once("PRAGMA foreign_keys=ON"));
  TRY_VOID(run_once("PRAGMA temp_store=MEMORY"));
  if (access == Access::kRead) return run_once("PRAGMA query_only=ON");
  TRY_VOID(switch_to_log());
  // A log that one long read has let grow is cut back to this at the next checkpoint.
  return run_once("PRAGMA journal_size_limit=67108864");
}

Result<void> Connection::switch_to_log() {
  // Switching a new file needs it alone, and SQLite does not always ask its busy handler there: of 12 connections that
  // opened one new file at once, 6 in 1800 got SQLITE_BUSY at once.
  const auto until = std::chrono::steady_clock::now() + kBusyTimeout;
  for (;;) {
    auto mode = query("PRAGMA journal_mode=WAL");
    if (mode && mode->at(0).text(0) == "wal") return {};
    if (mode)
      return fail(ErrorCode::kStorageUnavailable, "the catalog's file system cannot hold an SQLite log",
                  "journal_mode stays " + mode->at(0).text(0));
    const int code = sqlite3_errcode(database_.get()) & 0xff;
    if (code != SQLITE_BUSY || std::chrono::steady_clock::now() >= until) return std::unexpected(mode.error());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Result<std::vector<Row>> Connection::query(std::string_view statement, std::span<const Value> parameters) {
  sqlite3_stmt* prepared_statement = TRY(prepared(statement));
  Use use(prepared_statement);
  if (!bind_all(prepared_statement, parameters)) return failure(statement);
  std::vector<Row> rows;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(prepared_statement)) == SQLITE_ROW) rows.push_back(read_row(prepared_statement));
  if (code != SQLITE_DONE) return failure(statement);
  return rows;
}

Result<std::int64_t> Connection::execute(std::string_view statement, std::span<const Value> parameters) {
  const std::int64_t total_before = sqlite3_total_changes64(database_.get());
  TRY(query(statement, parameters));
  // sqlite3_changes() keeps its number over statements that change no row, such as COMMIT; the total also counts
  // cascades, so each of the two answers only half of the question.
  if (sqlite3_total_changes64(database_.get()) == total_before) return 0;
  return sqlite3_changes64(database_.get());
}

Result<void> Connection::run_once(const char* statement) {
  if (sqlite3_exec(database_.get(), statement, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(statement);
  return {};
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

Result<sqlite3_stmt*> Connection::prepared(std::string_view text) {
  if (auto found = statements_.find(text); found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(text);
  if (statements_.size() >= kMaxStatements) statements_.clear();
  return statements_.emplace(text, Statement(statement)).first->second.get();
}

std::unexpected<Error> Connection::failure(std::string_view statement) const {
  std::string cause = std::string("sqlite: ") + sqlite3_errmsg(database_.get()) + " (" +
                      std::to_string(sqlite3_extended_errcode(database_.get())) + ") in: " + std::string(statement);
  return fail_with(sqlite3_extended_errcode(database_.get()), std::move(cause));
}

}  // namespace pictor::sql::sqlite
