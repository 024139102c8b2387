#include "app/retrieval_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using catalog::RetrievalSum;
using testing::IsEmpty;

class RetrievalCounting : public test::AppFixture {
 protected:
  std::vector<RetrievalSum> sums(catalog::RetrievalGroup group = catalog::RetrievalGroup::kImage) {
    const catalog::Day today = std::chrono::floor<std::chrono::days>(clock_.now());
    return deps_->database
        .read([&](sql::Session& session) {
          return catalog::sum_retrievals(session, alice_.tenant,
                                         {.first = today - std::chrono::days(9), .last = today, .group = group});
        })
        .value();
  }
  const ImageId image_{"img_00000000000000000000000001"};
};

TEST_F(RetrievalCounting, AddsUpWhatWasDelivered) {
  RetrievalCounter counter(deps_->database, clock_);
  counter.count(alice_.tenant, image_, "small", 100);
  counter.count(alice_.tenant, image_, "small", 50);
  ASSERT_TRUE(counter.flush());
  counter.count(alice_.tenant, image_, "", 7);
  ASSERT_TRUE(counter.flush());
  const auto found = sums();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().requests, 3);
  EXPECT_EQ(found.front().bytes, 157);
}

TEST_F(RetrievalCounting, WritesWhatIsLeftWhenItEnds) {
  RetrievalCounter(deps_->database, clock_).count(alice_.tenant, image_, "small", 100);
  EXPECT_EQ(sums().size(), 1U);
}

TEST_F(RetrievalCounting, KeepsDaysApart) {
  RetrievalCounter counter(deps_->database, clock_);
  counter.count(alice_.tenant, image_, "small", 1);
  clock_.advance(std::chrono::days(1));
  counter.count(alice_.tenant, image_, "small", 2);
  ASSERT_TRUE(counter.flush());
  EXPECT_EQ(sums(catalog::RetrievalGroup::kDay).size(), 2U);
}

TEST_F(RetrievalCounting, WritesManyRowsInSeveralTransactions) {
  RetrievalCounter counter(deps_->database, clock_);
  for (int i = 0; i < 1'200; ++i) counter.count(alice_.tenant, image_, "p" + std::to_string(i), 1);
  ASSERT_TRUE(counter.flush());
  EXPECT_EQ(sums().front().requests, 1'200);
}

/// A database that fails as long as it is told to.
class FailingDatabase final : public sql::Database {
 public:
  explicit FailingDatabase(sql::Database& whole) : whole_(whole) {}
  bool fails = true;

 protected:
  Result<void> run_write(sql::Durability durability, const Work& work) override {
    if (fails) return fail(ErrorCode::kStorageUnavailable, "the disk is full");
    return whole_.write(durability, [&](sql::Session& session) { return work(session); });
  }
  Result<void> run_read(const Work& work) override {
    return whole_.read([&](sql::Session& session) { return work(session); });
  }

 private:
  sql::Database& whole_;
};

TEST_F(RetrievalCounting, KeepsWhatCouldNotBeWritten) {
  FailingDatabase database(deps_->database);
  RetrievalCounter counter(database, clock_);
  counter.count(alice_.tenant, image_, "small", 100);
  EXPECT_FALSE(counter.flush());
  EXPECT_THAT(sums(), IsEmpty());
  database.fails = false;
  counter.count(alice_.tenant, image_, "small", 1);
  ASSERT_TRUE(counter.flush());
  EXPECT_EQ(sums().front().bytes, 101);
}

}  // namespace
}  // namespace pictor::app
