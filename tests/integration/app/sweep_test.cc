#include "app/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/change_image.h"
#include "app/read_image.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Sweep : public test::AppFixture {
 protected:
  SweepReport swept(SweepOptions options = {.grace = std::chrono::seconds(0)}) {
    return sweep(*deps_, options).value();
  }
  void stray(const std::string& name) {
    ASSERT_TRUE(
        memory_.publish_all(alice_.tenant, std::vector{blobs::NewBlob{blobs::BlobName(name), as_bytes("stray")}}));
  }
};

TEST_F(Sweep, FindsNothingWhereEverythingIsInOrder) {
  ImageId id = ready("beach").image.id;
  ASSERT_TRUE(read_rendition(*deps_, alice_.tenant, id, {.transform = {.width = 33}}, Deadline::max(), {}));
  SweepReport report = swept();
  EXPECT_EQ(report.orphan_blobs, 0);
  EXPECT_EQ(report.missing_blobs, 0);
  EXPECT_THAT(blob_names(), SizeIs(11));
}

TEST_F(Sweep, RemovesBlobsThatNoRowNames) {
  ready("beach");
  stray("o/" + std::string(64, 'a'));
  stray("d/img_00000000000000000000000000/0011223344556677/8899aabbccddeeff.webp");
  stray("d/nonsense");
  EXPECT_EQ(swept().orphan_blobs, 3);
  EXPECT_THAT(blob_names(), SizeIs(10));
}

TEST_F(Sweep, LeavesYoungBlobsAlone) {
  stray("o/" + std::string(64, 'a'));
  EXPECT_EQ(swept({.grace = std::chrono::seconds(60)}).orphan_blobs, 0);
  clock_.advance(std::chrono::seconds(61));
  EXPECT_EQ(swept({.grace = std::chrono::seconds(60)}).orphan_blobs, 1);
}

TEST_F(Sweep, CountsWithoutRemovingInADryRun) {
  stray("o/" + std::string(64, 'a'));
  EXPECT_EQ(swept({.grace = std::chrono::seconds(0), .dry_run = true}).orphan_blobs, 1);
  EXPECT_THAT(blob_names(), SizeIs(1));
}

TEST_F(Sweep, ReportsOriginalsThatAreMissing) {
  ImageDetails image = ready("beach");
  ASSERT_TRUE(memory_.remove(alice_.tenant, std::vector{blobs::original_name(image.image.sha256)}));
  EXPECT_EQ(swept().missing_blobs, 1);
}

TEST_F(Sweep, RemovesDerivedPicturesOfReplacedBytes) {
  ImageDetails image = ready("beach");
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return catalog::remove_derived(session, alice_.tenant, image.image.id);
  }));
  EXPECT_EQ(swept().orphan_blobs, 9);
}

TEST_F(Sweep, EmptiesTheTrashWhenItsRetentionEnds) {
  ImageId id = ready("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  EXPECT_EQ(sweep_due(*deps_)->expired_images, 0);
  clock_.advance(deps_->limits.trash_retention + std::chrono::seconds(1));
  EXPECT_EQ(sweep_due(*deps_)->expired_images, 1);
  EXPECT_THAT(blob_names(), IsEmpty());
}

TEST_F(Sweep, RemovesImagesThatExpire) {
  auto image = upload("beach", {.expires_at = clock_.now() + std::chrono::minutes(5)});
  clock_.advance(std::chrono::minutes(6));
  EXPECT_EQ(sweep_due(*deps_)->expired_images, 1);
  EXPECT_EQ(get_image(*deps_, alice_.tenant, image->details.image.id).error().code, ErrorCode::kNotFound);
}

TEST_F(Sweep, AfterACrashRemovesAnOriginalWithoutRow) {
  blobs::StagedFile file = staged("cut");
  ASSERT_TRUE(staging_.begin_publish(alice_.tenant, file));
  ASSERT_TRUE(memory_.publish(alice_.tenant, blobs::original_name(file.sha256()), file));
  EXPECT_EQ(recover(*deps_), 1);
  EXPECT_THAT(blob_names(), IsEmpty());
  EXPECT_EQ(quarantined(), 0u);
}

TEST_F(Sweep, AfterACrashKeepsAnOriginalWithRow) {
  ImageDetails image = uploaded("beach");
  blobs::StagedFile file = staged("beach");
  ASSERT_TRUE(staging_.begin_publish(alice_.tenant, file));
  EXPECT_EQ(recover(*deps_), 1);
  EXPECT_THAT(blob_names(), SizeIs(1));
  EXPECT_EQ(quarantined(), 0u);
}

TEST_F(Sweep, CarriesOutDeletionsThatAStoreWhichWasDownPostponed) {
  ImageId id = ready("beach").image.id;
  blobs_.down = true;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kYes));
  blobs_.down = false;
  EXPECT_THAT(blob_names(), SizeIs(10));
  clock_.advance(std::chrono::minutes(11));  // the claim of the failed try goes stale
  EXPECT_EQ(sweep_due(*deps_)->finished_deletions, 2);
  EXPECT_THAT(blob_names(), IsEmpty());
}

}  // namespace
}  // namespace pictor::app
