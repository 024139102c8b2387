#pragma once
// One way to speak SQL: a session runs statements, a database owns one writer and some readers.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/result.h"

namespace pictor::sql {

/// A parameter or a cell. Times travel as int64 milliseconds, booleans as int64 0 or 1.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One row of an answer; cells in the order of the SELECT. Asking for the wrong type or a NULL is a broken invariant.
class Row {
 public:
  explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;  ///< also reads an integer cell
  const std::string& text(std::size_t column) const;
  std::optional<std::int64_t> optional_integer(std::size_t column) const;
  std::optional<double> optional_real(std::size_t column) const;
  std::optional<std::string> optional_text(std::size_t column) const;

 private:
  std::vector<Value> cells_;
};

/// Runs statements on one connection, prepared once each and kept. Parameters are `:name` in the text, given in the
/// order of their first appearance, exactly as many. One thread at a time. Errors: kConflict for a violated unique key,
/// kNotFound for a reference to a row that is not there, else kStorageUnavailable.
class Session {
 public:
  virtual ~Session() = default;
  virtual Result<std::vector<Row>> query(std::string_view statement, std::span<const Value> parameters) = 0;
  /// Answers the number of rows changed.
  virtual Result<std::int64_t> execute(std::string_view statement, std::span<const Value> parameters) = 0;

  Result<std::vector<Row>> query(std::string_view statement, std::initializer_list<Value> parameters = {}) {
    return query(statement, std::span(parameters.begin(), parameters.size()));
  }
  Result<std::int64_t> execute(std::string_view statement, std::initializer_list<Value> parameters = {}) {
    return execute(statement, std::span(parameters.begin(), parameters.size()));
  }
};

/// Whether a write survives a power failure once it is answered. Both survive a crash of the process.
enum class Durability {
  kAcknowledged,  ///< flushed to disk before write() returns
  kRelaxed,       ///< may be lost, with all that followed it, if the machine loses power: leases, progress, usage
};

struct DatabaseOptions {
  std::string url;  ///< `sqlite:<path>`
  int readers = 4;  ///< reading connections at most
};

/// Writes are serialised on one writer, and concurrent ones share a commit (and so a flush); each sees the earlier ones
/// and is undone alone when its function fails. Functions run once, on another thread, and call nothing of the database
/// but their session. One whose statement failed returns that error: PostgreSQL ends a transaction at its first
/// failure, so nothing may be built on going on. Calls block; any thread. Errors of the transaction itself:
/// kStorageUnavailable, and kOverloaded for a read that finds no connection free in time.
class Database {
 public:
  /// Errors: kInvalidParameter for a URL of another form, kStorageUnavailable.
  static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);
  /// Waits for the writes under way. No thread may be inside a call.
  virtual ~Database() = default;

  /// Runs `function(Session&) -> Result<T>` in a transaction of the writer and answers what it answered, once
  /// committed.
  template <class F>
  auto write(Durability durability, F function) -> std::invoke_result_t<F, Session&> {
    std::optional<std::invoke_result_t<F, Session&>> answer;
    auto erased = [&](Session& session) -> Result<void> {
      answer.emplace(function(session));
      if (!*answer) return std::unexpected(answer->error());
      return {};
    };
    if (auto committed = run_write(durability, erased); !committed)
      return std::unexpected(std::move(committed).error());
    return std::move(*answer);
  }

  /// Runs `function(Session&) -> Result<T>` on a reader, in one snapshot.
  template <class F>
  auto read(F function) -> std::invoke_result_t<F, Session&> {
    std::optional<std::invoke_result_t<F, Session&>> answer;
    auto erased = [&](Session& session) -> Result<void> {
      answer.emplace(function(session));
      if (!*answer) return std::unexpected(answer->error());
      return {};
    };
    if (auto done = run_read(erased); !done) return std::unexpected(std::move(done).error());
    return std::move(*answer);
  }

 protected:
  using Work = std::function<Result<void>(Session&)>;
  virtual Result<void> run_write(Durability durability, const Work& work) = 0;
  virtual Result<void> run_read(const Work& work) = 0;
};

/// Brings the schema up to date with the numbered files embedded from migrations/. Answers the version reached.
/// Errors: kInternal when the database is newer than this binary.
Result<int> migrate(Database& database);

}  // namespace pictor::sql
