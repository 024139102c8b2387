#include "sql/sqlite/reader_pool.h"

#include <chrono>

namespace pictor::sql::sqlite {
namespace {

constexpr std::chrono::seconds kLongestWait{10};

Result<void> run_in_snapshot(Connection& connection, const std::function<Result<void>(Session&)>& work) {
  TRY_VOID(connection.execute("BEGIN"));
  Result<void> outcome = work(connection);
  TRY_VOID(connection.execute("ROLLBACK"));  // nothing was changed: this only lets the snapshot go
  return outcome;
}

}  // namespace

Result<void> ReaderPool::run(const std::function<Result<void>(Session&)>& work) {
  std::unique_ptr<Connection> connection = TRY(borrow());
  Result<void> outcome = run_in_snapshot(*connection, work);
  if (connection->in_transaction()) connection.reset();  // it could not even roll back: a new one is opened next time
  give_back(std::move(connection));
  return outcome;
}

Result<std::unique_ptr<Connection>> ReaderPool::borrow() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, kLongestWait, [&] { return !idle_.empty() || unopened_ > 0; }))
    return fail(ErrorCode::kOverloaded, "the catalog is busy", "no reading connection came free");
  if (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  --unopened_;
  lock.unlock();
  auto opened = Connection::open(path_, Connection::Access::kRead);
  if (!opened) give_back(nullptr);
  return opened;
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard lock(mutex_);
    if (connection) {
      idle_.push_back(std::move(connection));
    } else {
      ++unopened_;
    }
  }
  returned_.notify_one();
}

}  // namespace pictor::sql::sqlite
