#include <thread>

#include "contract/sql/database_under_test.h"
#include "sql/embedded_migrations.h"

namespace pictor::sql {
namespace {

using test::must;

class MigrateContract : public test::DatabaseTest {
 protected:
  static int latest() { return embedded_migrations().back().version; }
};

TEST_P(MigrateContract, BringsAnEmptyDatabaseToTheLatestVersion) {
  EXPECT_EQ(must(migrate(database())), latest());
  for (const char* table : {"tenants", "images", "image_tags", "thumbnails", "optimizations", "renditions",
                            "processing_jobs", "deletions", "idempotency_keys"}) {
    const std::string select = std::string("SELECT COUNT(*) FROM ") + table;
    EXPECT_TRUE(read([&](Session& session) { return session.query(select); })) << table;
  }
}

TEST_P(MigrateContract, ChangesNothingTheSecondTime) {
  must(migrate(database()));
  must(write([](Session& session) { return session.execute("INSERT INTO tenants (id, created_at) VALUES ('a', 0)"); }));
  EXPECT_EQ(must(migrate(database())), latest());
  const auto tenants = must(read([](Session& session) { return session.query("SELECT id FROM tenants"); }));
  EXPECT_EQ(tenants.size(), 1u);
}

TEST_P(MigrateContract, RefusesADatabaseOfANewerVersion) {
  must(migrate(database()));
  must(write([](Session& session) {
    return session.execute("INSERT INTO schema_migrations (version, name) VALUES (9999, 'from the future')");
  }));
  const auto refused = migrate(database());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInternal);
  EXPECT_NE(refused.error().cause.find("9999"), std::string::npos);
}

TEST_P(MigrateContract, ProcessesThatStartTogetherAllSucceed) {
  std::vector<std::jthread> processes;
  for (int i = 0; i < 4; ++i) processes.emplace_back([&] { EXPECT_EQ(must(migrate(*open_another())), latest()); });
}

INSTANTIATE_TEST_SUITE_P(Engines, MigrateContract, testing::ValuesIn(test::engines()), test::engine_name);

TEST(EmbeddedMigrations, AreNumberedFromOneWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : embedded_migrations()) {
    EXPECT_EQ(migration.version, ++expected);
    EXPECT_TRUE(migration.script.ends_with(";\n")) << migration.name;
  }
}

}  // namespace
}  // namespace pictor::sql
