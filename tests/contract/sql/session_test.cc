// What a session promises, on every engine.

#include <limits>

#include "contract/sql/database_under_test.h"
#include "sql/cells.h"

namespace pictor::sql {
namespace {

using test::must;

class SessionContract : public test::DatabaseTest {
 protected:
  void SetUp() override {
    must(write([](Session& session) -> Result<void> {
      TRY_VOID(session.execute("CREATE TABLE parents (id BIGINT PRIMARY KEY, label TEXT, weight DOUBLE PRECISION)"));
      TRY_VOID(
          session.execute("CREATE TABLE children (id BIGINT PRIMARY KEY, parent BIGINT NOT NULL REFERENCES parents "
                          "(id) ON DELETE CASCADE)"));
      return {};
    }));
  }

  Result<std::int64_t> execute(std::string_view statement, std::initializer_list<Value> parameters = {}) {
    return write([&](Session& session) { return session.execute(statement, parameters); });
  }
  Result<std::vector<Row>> query(std::string_view statement, std::initializer_list<Value> parameters = {}) {
    return write([&](Session& session) { return session.query(statement, parameters); });
  }
};

constexpr std::string_view kInsert = "INSERT INTO parents (id, label, weight) VALUES (:id, :label, :weight)";

TEST_P(SessionContract, ReadsBackEveryKindOfValue) {
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  must(execute(kInsert, {largest, "schöne 🏖 'Grüße'; --", 0.1}));
  const auto rows = must(query("SELECT id, label, weight, NULL FROM parents"));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].integer(0), largest);
  EXPECT_EQ(rows[0].text(1), "schöne 🏖 'Grüße'; --");
  EXPECT_EQ(rows[0].real(2), 0.1);
  EXPECT_EQ(rows[0].optional_text(3), std::nullopt);
  EXPECT_EQ(rows[0].optional_integer(3), std::nullopt);
  EXPECT_EQ(rows[0].optional_real(3), std::nullopt);
}

TEST_P(SessionContract, AnEmptyTextIsNotNull) {
  must(execute(kInsert, {std::int64_t{1}, "", Value()}));
  const auto rows = must(query("SELECT label, weight FROM parents"));
  EXPECT_EQ(rows.at(0).optional_text(0), "");
  EXPECT_EQ(rows.at(0).optional_real(1), std::nullopt);
}

TEST_P(SessionContract, AKeptStatementIsRunAgainWithOtherParametersAndTypes) {
  must(execute(kInsert, {std::int64_t{1}, Value(), 1.5}));
  must(execute(kInsert, {std::int64_t{2}, "two", Value()}));
  must(execute(kInsert, {std::int64_t{3}, Value(), 3.5}));
  constexpr std::string_view kSelect = "SELECT label, weight FROM parents WHERE id = :id";
  must(read([&](Session& session) -> Result<void> {
    const auto first = TRY(session.query(kSelect, {std::int64_t{1}}));
    const auto second = TRY(session.query(kSelect, {std::int64_t{2}}));
    const auto none = TRY(session.query(kSelect, {std::int64_t{4}}));
    const auto third = TRY(session.query(kSelect, {std::int64_t{3}}));
    EXPECT_EQ(first.at(0).optional_text(0), std::nullopt);
    EXPECT_EQ(first.at(0).optional_real(1), 1.5);
    EXPECT_EQ(second.at(0).optional_text(0), "two");
    EXPECT_EQ(second.at(0).optional_real(1), std::nullopt);
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(third.at(0).optional_real(1), 3.5);
    return {};
  }));
}

TEST_P(SessionContract, AKeptStatementSeesAColumnThatWasAddedMeanwhile) {
  must(execute(kInsert, {std::int64_t{1}, "one", 1.0}));
  EXPECT_TRUE(query("SELECT * FROM parents"));
  must(execute("ALTER TABLE parents ADD COLUMN colour TEXT"));
  EXPECT_EQ(must(query("SELECT * FROM parents")).at(0).optional_text(3), std::nullopt);
}

TEST_P(SessionContract, ANameThatIsRepeatedTakesOneParameter) {
  must(execute(kInsert, {std::int64_t{7}, "seven", 7.0}));
  const auto rows = must(
      query("SELECT id FROM parents WHERE label = :label AND id = :id AND label = :label", {"seven", std::int64_t{7}}));
  EXPECT_EQ(rows.size(), 1u);
}

TEST_P(SessionContract, ExecuteCountsTheRowsItChangedAndNoOthers) {
  EXPECT_EQ(must(execute(kInsert, {std::int64_t{1}, "a", 0.0})), 1);
  EXPECT_EQ(must(execute(kInsert, {std::int64_t{2}, "b", 0.0})), 1);
  EXPECT_EQ(must(execute("UPDATE parents SET weight = 1")), 2);
  EXPECT_EQ(must(execute("UPDATE parents SET weight = 2 WHERE id = 9")), 0);
  must(execute("INSERT INTO children (id, parent) VALUES (1, 1), (2, 1)"));
  EXPECT_EQ(must(execute("DELETE FROM parents WHERE id = 1")), 1) << "cascades are not counted";
  EXPECT_TRUE(must(query("SELECT id FROM children")).empty());
}

TEST_P(SessionContract, AStatementThatAnswersRowsChangesThemOnce) {
  must(execute(kInsert, {std::int64_t{1}, "a", 0.0}));
  const auto rows = must(query("UPDATE parents SET weight = weight + 1 WHERE id = 1 RETURNING weight"));
  EXPECT_EQ(rows.at(0).real(0), 1.0);
  EXPECT_EQ(must(query("SELECT weight FROM parents")).at(0).real(0), 1.0);
}

TEST_P(SessionContract, AViolatedUniqueKeyIsAConflict) {
  must(execute(kInsert, {std::int64_t{1}, "a", 0.0}));
  const auto again = execute(kInsert, {std::int64_t{1}, "b", 0.0});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_P(SessionContract, AReferenceToNothingIsNotFound) {
  const auto orphan = execute("INSERT INTO children (id, parent) VALUES (1, 9)");
  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().code, ErrorCode::kNotFound);
}

TEST_P(SessionContract, AStatementThatIsNotSqlFailsWithItsCause) {
  const auto nonsense = execute("SELEKT 1");
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().code, ErrorCode::kStorageUnavailable);
  EXPECT_NE(nonsense.error().cause.find("SELEKT"), std::string::npos);
  EXPECT_EQ(nonsense.error().message.find("SELEKT"), std::string::npos) << "the client is not shown statements";
}

TEST_P(SessionContract, TimesBooleansAndOptionalsAreReadBackAsCells) {
  const Time noon{std::chrono::milliseconds(1'800'000'000'123)};
  const auto rows = must(query("SELECT :a, :b, :c, :d, :e",
                               {cell(noon), cell(true), cell(std::optional<Time>()),
                                cell(std::optional<std::string>("x")), cell(std::optional<std::int64_t>(7))}));
  CellReader cells(rows.at(0));
  EXPECT_EQ(cells.time(), noon);
  EXPECT_TRUE(cells.boolean());
  EXPECT_EQ(cells.optional_time(), std::nullopt);
  EXPECT_EQ(cells.optional_text(), "x");
  EXPECT_EQ(cells.integer(), 7);
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionContract, testing::ValuesIn(test::engines()), test::engine_name);

TEST(Row, AbortsWhenAskedForAnotherTypeThanItHolds) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const Row row({Value(std::int64_t{1}), Value()});
  EXPECT_EQ(row.real(0), 1.0) << "an integer is a number";
  EXPECT_DEATH((void)row.text(0), "column 0 of a row is not a text");
  EXPECT_DEATH((void)row.integer(1), "column 1 of a row is not an integer");
  EXPECT_DEATH((void)row.integer(2), "column 2 of a row is not there");
}

}  // namespace
}  // namespace pictor::sql
