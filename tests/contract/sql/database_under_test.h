#pragma once
// Contract suites run on every engine: a suite is TEST_P of a DatabaseTest and says
// INSTANTIATE_TEST_SUITE_P(Engines, <Suite>, testing::ValuesIn(engines()), engine_name).

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sql/database.h"
#include "support/temporary_folder.h"

namespace pictor::test {

/// An engine, and the URL of an empty database of it.
struct Engine {
  std::string name;
  std::function<std::string(const TemporaryFolder&)> url;
};

inline std::vector<Engine> engines() {
  return {{"Sqlite", [](const TemporaryFolder& folder) { return "sqlite:" + (folder.path() / "test.db").string(); }}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) { return info.param.name; }

/// The value, where a failure only means that the test cannot go on.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message + ": " + result.error().cause);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class DatabaseTest : public testing::TestWithParam<Engine> {
 protected:
  /// Another owner of the same database, as another process would be.
  std::unique_ptr<sql::Database> open_another() const {
    return must(sql::Database::open({.url = GetParam().url(folder_)}));
  }
  sql::Database& database() { return *database_; }

  template <class F>
  auto write(F function) {
    return database_->write(sql::Durability::kRelaxed, std::move(function));
  }
  template <class F>
  auto read(F function) {
    return database_->read(std::move(function));
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<sql::Database> database_ = open_another();
};

class MigratedDatabaseTest : public DatabaseTest {
 protected:
  void SetUp() override { must(sql::migrate(database())); }
};

}  // namespace pictor::test
