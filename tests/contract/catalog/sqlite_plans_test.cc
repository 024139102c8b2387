// What SQLite does for the statements that must stay quick when a tenant has a million images.

#include <gmock/gmock.h>

#include "contract/sql/database_under_test.h"

namespace pictor::catalog {
namespace {

using test::must;
using testing::HasSubstr;
using testing::Not;

class SqlitePlans : public test::MigratedDatabaseTest {
 protected:
  /// The steps that SQLite would take, one a line.
  std::string plan(const std::string& statement) {
    std::string steps;
    for (const sql::Row& row :
         must(read([&](sql::Session& session) { return session.query("EXPLAIN QUERY PLAN " + statement); })))
      steps += row.text(3) + "\n";
    return steps;
  }
};

TEST_P(SqlitePlans, EveryOrderOfTheListAndOfTheTrashIsReadFromAnIndexWithoutSorting) {
  for (const char* where : {"deleted_at IS NULL", "deleted_at IS NOT NULL"})
    for (const char* column : {"created_at", "name", "bytes"})
      for (const char* direction : {"ASC", "DESC"}) {
        const std::string from = std::string("SELECT id, owner FROM images WHERE tenant = 'demo' AND ") + where;
        const std::string order = std::string(" ORDER BY ") + column + " " + direction + ", id " + direction;
        const std::string key =
            std::string(" AND (") + column + ", id) " + (direction == std::string("ASC") ? ">" : "<") + " (1, 'img')";
        for (const std::string& statement : {from + order + " LIMIT 51", from + key + order + " LIMIT 51"}) {
          EXPECT_THAT(plan(statement), HasSubstr("USING INDEX")) << statement;
          EXPECT_THAT(plan(statement), Not(HasSubstr("TEMP B-TREE"))) << statement;
        }
      }
}

TEST_P(SqlitePlans, TheNextJobOfEitherWorkerIsTakenFromItsIndex) {
  for (const auto& [kind, index] :
       {std::pair("<>", "INDEX jobs_due_first"), std::pair("=", "INDEX jobs_due_upgrades")}) {
    const std::string due = std::string("due_at IS NOT NULL AND kind ") + kind + " 'upgrade'";
    const std::string steps =
        plan("SELECT tenant, id FROM processing_jobs WHERE " + due + " AND due_at <= 5 ORDER BY due_at, id LIMIT 1");
    EXPECT_THAT(steps, HasSubstr(index));
    EXPECT_THAT(steps, Not(HasSubstr("TEMP B-TREE")));
    EXPECT_THAT(plan("SELECT MIN(due_at) FROM processing_jobs WHERE " + due), HasSubstr(index));
  }
}

TEST_P(SqlitePlans, NoSweepReadsAWholeTable) {
  for (const char* statement : {"SELECT tenant, id FROM images WHERE deleted_at IS NOT NULL AND deleted_at < 5",
                                "SELECT tenant, id FROM images WHERE expires_at IS NOT NULL AND expires_at <= 5",
                                "SELECT tenant, id FROM images WHERE status = 'failed' AND updated_at < 5",
                                "SELECT COUNT(*) FROM images WHERE tenant = 'demo' AND sha256 = 'x'",
                                "DELETE FROM processing_jobs WHERE due_at IS NULL AND updated_at < 5",
                                "SELECT id FROM drafts WHERE expires_at < 5 ORDER BY expires_at LIMIT 9",
                                "SELECT COUNT(*) FROM drafts WHERE tenant = 'demo' AND completed_at IS NULL",
                                "DELETE FROM idempotency_keys WHERE created_at < 5",
                                "SELECT sequence FROM deletions WHERE tenant = 'demo' AND sha256 = 'x' LIMIT 1"})
    EXPECT_THAT(plan(statement), Not(HasSubstr("SCAN"))) << statement;
}

TEST_P(SqlitePlans, RenditionsAreMeasuredAndPickedFromTheirIndexAlone) {
  EXPECT_THAT(plan("SELECT SUM(bytes) FROM renditions"), HasSubstr("COVERING INDEX renditions_by_use"));
  const std::string steps = plan("SELECT tenant, image FROM renditions ORDER BY used_at LIMIT 9");
  EXPECT_THAT(steps, HasSubstr("INDEX renditions_by_use"));
  EXPECT_THAT(steps, Not(HasSubstr("TEMP B-TREE")));
}

INSTANTIATE_TEST_SUITE_P(Engines, SqlitePlans, testing::Values(test::engines().front()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
