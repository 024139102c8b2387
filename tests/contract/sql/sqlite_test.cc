// What only the SQLite driver promises.

#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "contract/sql/database_under_test.h"

namespace pictor::sql {
namespace {

using test::must;

/// No file of this process grows beyond some bytes while this lives: what a full disk looks like to SQLite.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

class Sqlite : public testing::Test {
 protected:
  std::unique_ptr<Database> open() { return must(Database::open({.url = "sqlite:" + path().string()})); }
  std::filesystem::path path() const { return folder_.path() / "test.db"; }

  test::TemporaryFolder folder_;
};

Result<std::int64_t> make_table(Session& session) { return session.execute("CREATE TABLE notes (text TEXT)"); }

Result<std::int64_t> note(Session& session, std::string text) {
  return session.execute("INSERT INTO notes (text) VALUES (:text)", {std::move(text)});
}

TEST_F(Sqlite, AFullDiskIsStorageUnavailableAndPassesWhenThereIsRoomAgain) {
  const auto database = open();
  must(database->write(Durability::kAcknowledged, make_table));
  {
    const FullDisk full(64 << 10);
    const auto refused = database->write(Durability::kAcknowledged,
                                         [](Session& session) { return note(session, std::string(1 << 20, 'x')); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kStorageUnavailable);
    EXPECT_NE(refused.error().cause, "");
  }
  must(database->write(Durability::kAcknowledged, [](Session& session) { return note(session, "room"); }));
  const auto notes = must(database->read([](Session& session) { return session.query("SELECT text FROM notes"); }));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].text(0), "room");
}

TEST_F(Sqlite, AnAcknowledgedWriteIsFlushedAndARelaxedOneIsNot) {
  const auto database = open();
  const auto synchronous = [](Session& session) -> Result<std::int64_t> {
    return TRY(session.query("PRAGMA synchronous")).at(0).integer(0);
  };
  constexpr int kNormal = 1;
  constexpr int kFull = 2;
  EXPECT_EQ(must(database->write(Durability::kAcknowledged, synchronous)), kFull);
  EXPECT_EQ(must(database->write(Durability::kRelaxed, synchronous)), kNormal);
  EXPECT_EQ(must(database->write(Durability::kAcknowledged, synchronous)), kFull);
}

TEST_F(Sqlite, ClosingLeavesOneFile) {
  must(open()->write(Durability::kRelaxed, make_table));
  EXPECT_TRUE(std::filesystem::exists(path()));
  EXPECT_FALSE(std::filesystem::exists(path().string() + "-wal"));
}

TEST_F(Sqlite, TheLogIsCopiedIntoTheDatabaseBeforeItGrowsWithoutEnd) {
  const auto database = open();
  must(database->write(Durability::kRelaxed, make_table));
  for (int i = 0; i < 40; ++i)
    must(database->write(Durability::kRelaxed, [](Session& session) -> Result<void> {
      TRY_VOID(note(session, std::string(1 << 20, 'x')));
      TRY_VOID(session.execute("DELETE FROM notes"));
      return {};
    }));
  EXPECT_LT(std::filesystem::file_size(path().string() + "-wal"), 16u << 20);
}

TEST_F(Sqlite, ProcessesThatCreateTheFileTogetherAllSucceed) {
  for (int round = 0; round < 10; ++round) {
    const std::string url = "sqlite:" + path().string() + std::to_string(round);
    std::vector<std::jthread> processes;
    for (int i = 0; i < 6; ++i)
      processes.emplace_back([&] {
        const auto opened = Database::open({.url = url});
        EXPECT_TRUE(opened) << opened.error().cause;
      });
  }
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsRefused) {
  std::FILE* file = std::fopen(path().c_str(), "w");
  std::fputs("this is a text, longer than the header of a database, which has a hundred bytes; so it goes on and on",
             file);
  std::fclose(file);
  const auto opened = Database::open({.url = "sqlite:" + path().string()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kStorageUnavailable);
}

TEST_F(Sqlite, AFolderThatIsNotThereIsStorageUnavailable) {
  const auto opened = Database::open({.url = "sqlite:" + (folder_.path() / "none" / "test.db").string()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kStorageUnavailable);
}

TEST_F(Sqlite, AWriteInsideAWriteAbortsInsteadOfWaitingForItself) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        const auto database = open();
        (void)database->write(Durability::kRelaxed,
                              [&](Session&) { return database->write(Durability::kRelaxed, make_table); });
      },
      "a write was asked for inside a write");
}

}  // namespace
}  // namespace pictor::sql
