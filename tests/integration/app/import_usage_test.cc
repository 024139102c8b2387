#include "app/import_usage.h"

#include <map>

#include "app/memory_blob.h"
#include "app/presets.h"
#include "app/sweep.h"
#include "catalog/retrievals.h"
#include "support/app_fixture.h"
#include "support/edge_logs.h"

namespace pictor::app {
namespace {

/// Logs in memory, and a store that can be down.
class FakeArchive final : public blobs::Archive {
 public:
  std::string origin() const override { return "s3://logs/"; }
  Result<void> visit(const std::function<Result<void>(const std::string& name)>& visitor) override {
    for (const auto& [name, bytes] : files) TRY_VOID(visitor(name));
    return {};
  }
  Result<std::unique_ptr<blobs::Blob>> open(const std::string& name) override {
    ++opened;
    if (name == missing) return fail(ErrorCode::kStorageUnavailable, "the storage is not available");
    return std::make_unique<TextBlob>(files.at(name));
  }

  std::map<std::string, std::string> files;
  std::string missing;
  int opened = 0;

 private:
  class TextBlob final : public blobs::Blob {
   public:
    explicit TextBlob(std::string text) : text_(std::move(text)) {}
    std::int64_t size() const override { return std::ssize(text_); }
    Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
      return text_.copy(reinterpret_cast<char*>(out.data()), out.size(), static_cast<std::size_t>(offset));
    }
    Result<int> local_fd() override { return fail(ErrorCode::kInternal, "a text has none"); }

   private:
    std::string text_;
  };
};

class ImportUsage : public test::AppFixture {
 protected:
  static std::string line(const std::string& picture, const std::string& tenant = "acme") {
    return test::edge_log_line({.path = "/t/" + tenant + "/" + kImage + "/9f86d081884c7d65/" + picture});
  }
  void put(const std::string& name, const std::vector<std::string>& lines) {
    archive_.files[name] = test::gzipped(test::edge_log(lines));
  }
  Result<UsageImport> import() {
    return import_usage(*database_, archive_, clock_.now(), [](const UsageImport&) {});
  }
  /// `key requests bytes` of each line of the report.
  std::vector<std::string> usage(catalog::RetrievalGroup group) {
    const catalog::Day today = std::chrono::floor<std::chrono::days>(clock_.now());
    const catalog::RetrievalQuery query{.first = today - std::chrono::days(30), .last = today, .group = group};
    const auto sums =
        database_->read([&](sql::Session& session) { return catalog::sum_retrievals(session, alice_.tenant, query); });
    std::vector<std::string> lines;
    for (const catalog::RetrievalSum& sum : sums.value())
      lines.push_back(sum.key + " " + std::to_string(sum.requests) + " " + std::to_string(sum.bytes));
    return lines;
  }

  static inline const std::string kImage = "img_01jdz4v8k3m5n7p9r2t4w6y8za";
  FakeArchive archive_;
};

using Lines = std::vector<std::string>;

TEST_F(ImportUsage, AddsToWhatPictorDelivered) {
  retrievals_->count(alice_.tenant, ImageId(kImage), "small@1", 5);
  ASSERT_TRUE(retrievals_->flush());
  put("E2QWRUHAPOMQZL.2027-01-14-08.aaaa.gz",
      {line("preset:small@1"), line("preset:small"), line("optimized"), line("optimized")});
  put("E2QWRUHAPOMQZL.2027-01-14-09.bbbb.gz", {line("w=80/k1.never." + std::string(43, 'A'))});
  archive_.files["readme.txt"] = "no log";
  const auto done = import();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->logs, 2);
  EXPECT_EQ(done->requests, 5);
  EXPECT_EQ(done->bytes, 5000);
  EXPECT_EQ(usage(catalog::RetrievalGroup::kPreset), (Lines{" 3 3000", "small@1 3 2005"}));
  EXPECT_EQ(usage(catalog::RetrievalGroup::kDay), (Lines{"2027-01-14 5 5000", "2027-01-15 1 5"}));
}

TEST_F(ImportUsage, CountsALogOnce) {
  put("a.gz", {line("optimized")});
  ASSERT_TRUE(import());
  put("b.gz", {line("optimized")});
  const auto again = import();
  EXPECT_EQ(again->known_logs, 1);
  EXPECT_EQ(again->logs, 1);
  EXPECT_EQ(archive_.opened, 2) << "what is known is not even read";
  EXPECT_EQ(usage(catalog::RetrievalGroup::kPreset), Lines{" 2 2000"});
}

TEST_F(ImportUsage, GoesOnWhereItWasInterrupted) {
  put("a.gz", {line("optimized")});
  put("b.gz", {line("optimized")});
  archive_.missing = "b.gz";
  EXPECT_EQ(import().error().code, ErrorCode::kStorageUnavailable);
  archive_.missing.clear();
  EXPECT_EQ(import()->logs, 1);
  EXPECT_EQ(usage(catalog::RetrievalGroup::kPreset), Lines{" 2 2000"});
}

TEST_F(ImportUsage, CountsNothingOfADamagedLog) {
  put("a.gz", {line("optimized")});
  archive_.files["a.gz"].resize(archive_.files["a.gz"].size() - 3);
  archive_.files["b.gz"] = "no gzip";
  archive_.files["c.gz"] = test::gzipped("no log\n");
  put("d.gz", {line("optimized"), "damaged"});
  const auto done = import();
  EXPECT_EQ(done->damaged_logs, 3);
  EXPECT_EQ(done->lines, (cdn::EdgeLogCounts{.deliveries = 1, .damaged = 1}));
  EXPECT_EQ(usage(catalog::RetrievalGroup::kPreset), Lines{" 1 1000"});
  EXPECT_EQ(import()->damaged_logs, 3) << "tried again: it may have been on its way";
}

TEST_F(ImportUsage, TakesNothingOfTenantsAndDaysThatAreNot) {
  const std::string path = "/t/acme/" + kImage + "/9f86d081884c7d65/optimized";
  put("a.gz", {line("optimized", "nobody"), test::edge_log_line({.path = path, .day = "2027-01-16"}),
               test::edge_log_line({.path = path, .day = "1999-01-01"})});
  const auto done = import();
  EXPECT_EQ(done->of_nobody, 3);
  EXPECT_EQ(done->requests, 0);
  EXPECT_EQ(usage(catalog::RetrievalGroup::kDay), Lines{});
}

TEST_F(ImportUsage, KnowsAPresetByTheVersionThatItStandsFor) {
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    for (const char* transform : {"w=40", "w=50"})
      TRY(define_preset(session, {}, alice_.tenant, "card", transform, clock_.now()));
    return {};
  }));
  put("a.gz", {line("preset:card"), line("preset:card@1"), line("preset:gone")});
  ASSERT_TRUE(import());
  EXPECT_EQ(usage(catalog::RetrievalGroup::kPreset), (Lines{"card@1 1 1000", "card@2 1 1000", "gone 1 1000"}));
}

}  // namespace
}  // namespace pictor::app
