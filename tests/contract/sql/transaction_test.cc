// What a database promises about its writer and its readers, on every engine.

#include <atomic>
#include <thread>

#include "contract/sql/database_under_test.h"

namespace pictor::sql {
namespace {

using test::must;

Result<std::int64_t> count_rows(Session& session) {
  return TRY(session.query("SELECT COUNT(*) FROM marks")).at(0).integer(0);
}

Result<std::int64_t> insert(Session& session, std::int64_t id) {
  return session.execute("INSERT INTO marks (id) VALUES (:id)", {id});
}

class TransactionContract : public test::DatabaseTest {
 protected:
  void SetUp() override {
    must(write([](Session& session) { return session.execute("CREATE TABLE marks (id BIGINT PRIMARY KEY)"); }));
  }
  std::int64_t rows() { return must(read(count_rows)); }

  /// Runs `function(thread, turn)` on several threads at once.
  template <class F>
  static void on_threads(int threads, int turns, F function) {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread)
      running.emplace_back([=] {
        for (int turn = 0; turn < turns; ++turn) function(thread, turn);
      });
  }
};

TEST_P(TransactionContract, AWriteThatFailsLeavesNothing) {
  const auto failed = write([](Session& session) -> Result<void> {
    TRY_VOID(insert(session, 1));
    return fail(ErrorCode::kForbidden, "on second thought");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(rows(), 0);
}

TEST_P(TransactionContract, EachOfManyConcurrentWritesIsKeptOrUndoneAlone) {
  std::atomic<int> refused = 0;
  on_threads(8, 50, [&](int thread, int turn) {
    const auto durability = turn % 2 ? Durability::kAcknowledged : Durability::kRelaxed;
    const auto done = database().write(durability, [&](Session& session) -> Result<void> {
      TRY_VOID(insert(session, thread * 50 + turn));
      if (turn % 5 == 0) return fail(ErrorCode::kForbidden, "every fifth");
      return {};
    });
    if (!done) ++refused;
  });
  EXPECT_EQ(refused, 80);
  EXPECT_EQ(rows(), 320);
}

TEST_P(TransactionContract, ConcurrentAcknowledgedWritesShareCommits) {
  const auto other = open_another();
  std::atomic<int> commits = 0;
  on_threads(8, 50, [&](int thread, int turn) {
    must(database().write(Durability::kAcknowledged, [&](Session& session) -> Result<void> {
      // The first of a transaction sees exactly what everybody sees; the later ones see the uncommitted ones before
      // them.
      if (TRY(count_rows(session)) == TRY(other->read(count_rows))) ++commits;
      TRY_VOID(insert(session, thread * 50 + turn));
      return {};
    }));
  });
  EXPECT_EQ(rows(), 400);
  EXPECT_LT(commits, 300);
}

TEST_P(TransactionContract, AWriteIsSeenByEveryLaterRead) {
  for (std::int64_t id = 1; id <= 20; ++id) {
    must(write([&](Session& session) { return insert(session, id); }));
    ASSERT_EQ(rows(), id);
  }
}

TEST_P(TransactionContract, AReadSeesOneSnapshot) {
  must(read([&](Session& session) -> Result<void> {
    EXPECT_EQ(TRY(count_rows(session)), 0);
    must(write([](Session& writing) { return insert(writing, 1); }));
    EXPECT_EQ(TRY(count_rows(session)), 0);
    return {};
  }));
  EXPECT_EQ(rows(), 1);
}

TEST_P(TransactionContract, AReaderCannotWrite) {
  EXPECT_FALSE(read([](Session& session) { return insert(session, 1); }));
  EXPECT_EQ(rows(), 0) << "and goes on reading";
}

TEST_P(TransactionContract, MoreThreadsThanReadersAllGetTheirTurn) {
  std::atomic<int> answered = 0;
  on_threads(16, 20, [&](int, int) { answered += read(count_rows).has_value(); });
  EXPECT_EQ(answered, 320);
}

TEST_P(TransactionContract, TwoProcessesWriteToOneDatabase) {
  must(write([](Session& session) { return insert(session, 0); }));
  const auto other = open_another();
  on_threads(8, 25, [&](int thread, int) {
    Database& mine = thread % 2 ? database() : *other;
    must(mine.write(Durability::kRelaxed,
                    [](Session& session) { return session.execute("UPDATE marks SET id = id + 1"); }));
  });
  const auto total = must(read([](Session& session) { return session.query("SELECT id FROM marks"); }));
  EXPECT_EQ(total.at(0).integer(0), 200);
}

TEST_P(TransactionContract, WhatWasWrittenIsThereAfterClosing) {
  {
    must(open_another()->write(Durability::kRelaxed, [](Session& session) { return insert(session, 1); }));
  }
  EXPECT_EQ(rows(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, TransactionContract, testing::ValuesIn(test::engines()), test::engine_name);

TEST(Database, RefusesAUrlItDoesNotKnow) {
  for (const char* url : {"", "mysql://x", "sqlite:"}) {
    const auto opened = Database::open({.url = url});
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidParameter);
  }
}

}  // namespace
}  // namespace pictor::sql
