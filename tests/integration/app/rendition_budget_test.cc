#include "app/rendition_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "app/read_image.h"
#include "app/sweep.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

class RenditionBudgetTest : public test::AppFixture {
 protected:
  void SetUp() override { image_ = ready("beach").image; }
  /// A picture that is made where it is not stored.
  void want(int width) {
    ASSERT_TRUE(read_rendition(*deps_, alice_.tenant, image_.id, {.transform = {.width = width}}, Deadline::max(), {}));
  }
  /// Whether it is stored: it is then not made again.
  bool is_stored(int width) {
    const int before = codec_.renders;
    want(width);
    return codec_.renders == before;
  }
  std::int64_t stored_bytes() {
    return database_->read([](sql::Session& session) { return catalog::sum_renditions(session); }).value();
  }
  std::int64_t settle(std::int64_t most) {
    RenditionBudget budget(*database_, blobs_, clock_, most);
    return budget.settle().value();
  }
  Image image_;
};

TEST_F(RenditionBudgetTest, LeavesWhatIsWithinTheBound) {
  want(100);
  want(200);
  EXPECT_EQ(settle(stored_bytes()), 0);
  EXPECT_TRUE(is_stored(100));
}

TEST_F(RenditionBudgetTest, KeepsEverythingWithoutABound) {
  want(100);
  EXPECT_EQ(settle(0), 0);
  EXPECT_TRUE(is_stored(100));
}

TEST_F(RenditionBudgetTest, RemovesRowAndBlobOfWhatNobodyWantedForTheLongestTime) {
  for (int width = 100; width < 110; ++width) {
    want(width);
    clock_.advance(std::chrono::minutes(2));
  }
  want(100);  // the oldest is the last that was wanted
  ASSERT_TRUE(rendition_budget_->settle());
  const std::size_t blobs = blob_names().size();
  const std::int64_t evicted = settle(stored_bytes() / 2);
  EXPECT_GE(evicted, 5);
  EXPECT_EQ(blob_names().size(), blobs - static_cast<std::size_t>(evicted));
  EXPECT_TRUE(is_stored(109));
  EXPECT_TRUE(is_stored(100));
  EXPECT_FALSE(is_stored(101));
  EXPECT_EQ(sweep(*deps_, {.grace = std::chrono::seconds(0)})->orphan_blobs, 0);
}

TEST_F(RenditionBudgetTest, LeavesThumbnailsAndTheOptimizedVersionAlone) {
  const std::vector<std::string> before = blob_names();
  want(100);
  EXPECT_EQ(settle(1), 1);
  EXPECT_EQ(blob_names(), before);
}

TEST_F(RenditionBudgetTest, ACrashBetweenRowAndBlobLeavesWhatGcFinds) {
  want(100);
  blobs_.down = true;
  RenditionBudget budget(*database_, blobs_, clock_, 1);
  EXPECT_EQ(budget.settle().error().code, ErrorCode::kStorageUnavailable);
  blobs_.down = false;
  EXPECT_EQ(stored_bytes(), 0);
  EXPECT_EQ(sweep(*deps_, {.grace = std::chrono::seconds(0)})->orphan_blobs, 1);
}

TEST_F(RenditionBudgetTest, APictureThatLostItsBlobIsMadeOnceMore) {
  want(100);
  for (const std::string& name : blob_names()) {
    if (name.starts_with("d/")) ASSERT_TRUE(memory_.remove(alice_.tenant, std::vector{blobs::BlobName(name)}));
  }
  EXPECT_FALSE(is_stored(100));
  EXPECT_TRUE(is_stored(100));
}

TEST_F(RenditionBudgetTest, EvictsByItselfOnceTooMuchIsKept) {
  for (int width = 100; width < 110; ++width) want(width);
  const std::int64_t bytes = stored_bytes();
  std::mutex mutex;
  std::condition_variable evicted;
  bool removed = false;
  blobs_.before_remove = [&] {
    const std::lock_guard lock(mutex);
    removed = true;
    evicted.notify_all();
  };
  RenditionBudget budget(*database_, blobs_, clock_, bytes / 2);
  budget.kept(bytes);
  std::unique_lock lock(mutex);
  EXPECT_TRUE(evicted.wait_for(lock, std::chrono::seconds(30), [&] { return removed; }));
}

TEST_F(RenditionBudgetTest, IsSettledByTheSweep) {
  want(100);
  EXPECT_EQ(sweep_due(*deps_)->evicted_renditions, 0);
  EXPECT_TRUE(is_stored(100));
}

}  // namespace
}  // namespace pictor::app
