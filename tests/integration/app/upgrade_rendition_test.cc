#include "app/upgrade_rendition.h"

#include <gtest/gtest.h>

#include "app/deletions.h"
#include "app/read_image.h"
#include "app/sweep.h"
#include "catalog/images.h"
#include "jobs/queue.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

class UpgradeRendition : public test::AppFixture {
 protected:
  Content avif() {
    return read_rendition(*deps_, alice_.tenant, image_, {.transform = {.width = 320, .format = Format::kAvif}},
                          Deadline::max(), {})
        .value();
  }
  std::int64_t orphans() {
    clock_.advance(std::chrono::hours(48));
    return sweep(*deps_, {.dry_run = true}).value().orphan_blobs;
  }
  void purge() {
    database_
        ->write(sql::Durability::kRelaxed,
                [&](sql::Session& session) -> Result<void> {
                  const Image image = TRY(catalog::find_image(session, alice_.tenant, image_));
                  return purge_rows(*deps_, session, image, clock_.now());
                })
        .value();
    run_deletions(*deps_).value();
  }
  bool nothing_is_due() { return !run_next_job(); }

  ImageId image_ = ready("one").image.id;
};

TEST_F(UpgradeRendition, GivesTheSmallerBytesUnderAnotherTag) {
  const Content first = avif();
  EXPECT_TRUE(first.provisional);
  ASSERT_TRUE(run_next_job());
  const Content second = avif();
  EXPECT_FALSE(second.provisional);
  EXPECT_NE(first.etag, second.etag);
  EXPECT_LT(second.blob->size(), first.blob->size());
}

TEST_F(UpgradeRendition, IsOneJobForManyRequests) {
  avif();
  EXPECT_TRUE(avif().provisional);
  ASSERT_TRUE(run_next_job());
  EXPECT_TRUE(nothing_is_due());
}

TEST_F(UpgradeRendition, LeavesNothingOver) {
  avif();
  ASSERT_TRUE(run_next_job());
  EXPECT_EQ(orphans(), 0);
}

TEST_F(UpgradeRendition, MakesTheFirstBytesFinalWhereItIsNotSmaller) {
  codec_.fast_waste = 0;
  const std::int64_t bytes = avif().blob->size();
  ASSERT_TRUE(run_next_job());
  EXPECT_FALSE(avif().provisional);
  EXPECT_EQ(avif().blob->size(), bytes);
}

TEST_F(UpgradeRendition, IsHarmlessForAnImagePurgedMeanwhile) {
  avif();
  codec_.during_render = [&] { purge(); };
  EXPECT_FALSE(run_next_job());
  EXPECT_EQ(blob_names().size(), 0u);
}

TEST_F(UpgradeRendition, IsMadeAgainAfterACrash) {
  avif();
  blobs_.before_open = [&] { blobs_.down = true; };
  EXPECT_FALSE(run_next_job());
  blobs_.before_open = [] {};
  blobs_.down = false;
  clock_.advance(std::chrono::minutes(1));
  ASSERT_TRUE(run_next_job());
  EXPECT_FALSE(avif().provisional);
}

TEST_F(UpgradeRendition, IsNotPromisedForWhatIsNotKept) {
  deps_->limits.max_renditions_per_image = 0;
  EXPECT_FALSE(avif().provisional);
  EXPECT_TRUE(nothing_is_due());
}

TEST_F(UpgradeRendition, WaitsBehindAllOtherWork) {
  avif();
  clock_.advance(std::chrono::seconds(1));
  const ImageId second = uploaded("two").image.id;
  ASSERT_TRUE(run_next_job());
  EXPECT_EQ(details(second).image.status, ImageStatus::kReady);
  EXPECT_TRUE(avif().provisional);
}

}  // namespace
}  // namespace pictor::app
