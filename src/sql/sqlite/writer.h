#pragma once
// The one writer of an SQLite file: works that wait together share a transaction, and so a flush of the disk.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sql/database.h"
#include "sql/sqlite/connection.h"

namespace pictor::sql::sqlite {

using Work = std::function<Result<void>(Session&)>;

/// Runs works one after the other on a thread of its own. Any thread.
class Writer {
 public:
  explicit Writer(std::unique_ptr<Connection> connection);
  /// Does what is still queued, empties the log into the database, closes.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Blocks until `work` is committed or undone. Aborts when called from inside a work, which would wait for itself.
  Result<void> run(Durability durability, const Work& work);

 private:
  struct Pending;
  void loop();
  /// One transaction around every member of `group`, which grows by what arrives meanwhile when it will be flushed.
  Result<void> commit_group(std::vector<Pending*>& group);
  Result<void> run_in_savepoint(Pending& pending);
  Result<void> set_flushing(bool flushing);
  void take_arrived(std::vector<Pending*>& group);
  void answer(const std::vector<Pending*>& group);
  void checkpoint_when_due();

  std::unique_ptr<Connection> connection_;
  bool flushing_ = true;  ///< PRAGMA synchronous is FULL, as SQLite starts
  int checkpoint_at_;     ///< pages of the log

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Pending*> queue_;  ///< bounded by the threads that wait in run()
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace pictor::sql::sqlite
