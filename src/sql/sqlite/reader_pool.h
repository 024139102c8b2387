#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sql/database.h"
#include "sql/sqlite/connection.h"

namespace pictor::sql::sqlite {

/// Up to `size` reading connections to one file, opened when they are first needed. Any thread.
class ReaderPool {
 public:
  ReaderPool(std::string path, int size) : path_(std::move(path)), unopened_(size) {}

  /// Runs `work` in one snapshot. Errors: kOverloaded when no connection comes free for 10 s.
  Result<void> run(const std::function<Result<void>(Session&)>& work);

 private:
  Result<std::unique_ptr<Connection>> borrow();
  void give_back(std::unique_ptr<Connection> connection);

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int unopened_;
};

}  // namespace pictor::sql::sqlite
