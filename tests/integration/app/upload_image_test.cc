#include "app/upload_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "app/change_image.h"
#include "app/deletions.h"
#include "app/process_image.h"
#include "app/sweep.h"
#include "catalog/deletions.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class UploadImage : public test::AppFixture {
 protected:
  void expect_nothing_left() {
    EXPECT_THAT(blob_names(), IsEmpty());
    EXPECT_EQ(quarantined(), 0u);
    EXPECT_EQ(run_next_job().error().code, ErrorCode::kNotFound);
  }
};

TEST_F(UploadImage, KeepsTheOriginalUnderItsHashAndQueuesItsProcessing) {
  ImageDetails image = uploaded("beach");
  EXPECT_EQ(image.image.status, ImageStatus::kProcessing);
  EXPECT_THAT(blob_names(), ElementsAre("o/" + image.image.sha256.str()));
  EXPECT_EQ(wakes_, 1);
  EXPECT_TRUE(run_next_job());
}

TEST_F(UploadImage, LeavesNoTraceInQuarantine) {
  uploaded("beach");
  EXPECT_EQ(quarantined(), 0u);
}

TEST_F(UploadImage, RefusesByTheFirstBytesWithoutAskingTheCodec) {
  codec_.facts = fail(ErrorCode::kInternal, "the codec was asked");
  auto file = std::move(staging_.create().value());
  ASSERT_TRUE(file.write(as_bytes("<html>")));
  file.finish();
  auto refused = upload_image(*deps_, alice_, {}, std::move(file));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupportedType);
  expect_nothing_left();
}

TEST_F(UploadImage, LeavesNothingOfAnImageThatTheProbeRefuses) {
  codec_.facts = fail_limit(ErrorCode::kTooManyPixels, "too many pixels", 100, 200);
  auto refused = upload("bomb");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().actual, 200);
  expect_nothing_left();
}

TEST_F(UploadImage, LeavesNothingWhenTheStoreIsDown) {
  blobs_.down = true;
  auto refused = upload("beach");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStorageUnavailable);
  blobs_.down = false;
  ASSERT_TRUE(recover(*deps_));
  expect_nothing_left();
}

TEST_F(UploadImage, LeavesNothingForATenantThatDoesNotExist) {
  access::Principal stranger{TenantId("ghost"), SubjectId("x"), {access::Role::kEditor}};
  auto refused = upload_image(*deps_, stranger, {}, staged("beach"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnauthenticated);
  expect_nothing_left();
}

TEST_F(UploadImage, StoresTheSameBytesOnceForAsLongAsAnImageNamesThem) {
  ImageId first = uploaded("same").image.id, second = uploaded("same").image.id;
  EXPECT_EQ(blob_names().size(), 1u);
  ASSERT_TRUE(delete_image(*deps_, alice_, first, Purge::kYes));
  EXPECT_EQ(blob_names().size(), 1u);
  ASSERT_TRUE(delete_image(*deps_, alice_, second, Purge::kYes));
  EXPECT_THAT(blob_names(), IsEmpty());
}

TEST_F(UploadImage, AnswersARepeatedIdempotencyKeyWithTheFirstImage) {
  UploadRequest request{.name = "a.jpg", .idempotency_key = "key"};
  auto first = upload("beach", request), again = upload("beach", request);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(again->details.image.id, first->details.image.id);
  EXPECT_TRUE(again->replayed);
}

TEST_F(UploadImage, RefusesAnIdempotencyKeyOfOtherContent) {
  ASSERT_TRUE(upload("beach", {.idempotency_key = "key"}));
  auto other = upload("forest", {.idempotency_key = "key"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kConflict);
  EXPECT_EQ(blob_names().size(), 1u);
}

TEST_F(UploadImage, MakesOneImageOfConcurrentUploadsWithOneKey) {
  std::vector<std::thread> clients;
  std::array<Result<Uploaded>, 6> answers;
  for (auto& answer : answers) clients.emplace_back([&] { answer = upload("beach", {.idempotency_key = "key"}); });
  for (auto& client : clients) client.join();
  for (auto& answer : answers) {
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->details.image.id, answers[0]->details.image.id);
  }
}

TEST_F(UploadImage, WithdrawsADeletionOfTheSameBytesThatIsPending) {
  ImageDetails old_image = uploaded("same");
  ASSERT_TRUE(database_->write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return purge_rows(*deps_, session, old_image.image, clock_.now());
  }));
  ImageDetails image = uploaded("same");
  ASSERT_TRUE(run_deletions(*deps_));
  EXPECT_THAT(blob_names(), ElementsAre("o/" + image.image.sha256.str()));
}

TEST_F(UploadImage, WaitsForADeletionOfTheSameBytesThatIsBeingCarriedOut) {
  ImageDetails old_image = uploaded("same");
  std::vector<catalog::Deletion> claimed;
  ASSERT_TRUE(database_->write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    TRY_VOID(purge_rows(*deps_, session, old_image.image, clock_.now()));
    claimed = TRY(catalog::claim_deletions(session, 10, clock_.now(), clock_.now() - std::chrono::hours(1)));
    return {};
  }));
  std::thread deleter([&] {
    for (const catalog::Deletion& deletion : claimed) {
      if (deletion.sha256)
        EXPECT_TRUE(memory_.remove(alice_.tenant, std::vector{blobs::original_name(*deletion.sha256)}));
      EXPECT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
        return catalog::finish_deletion(session, deletion.sequence);
      }));
    }
  });
  auto image = upload("same");
  deleter.join();
  ASSERT_TRUE(image);
  EXPECT_THAT(blob_names(), ElementsAre("o/" + image->details.image.sha256.str()));
}

TEST_F(UploadImage, PublishesAgainWhenADeletionRemovedTheBlobBeforeTheCommit) {
  Sha256Hex sha256 = staged("same").sha256();
  // The moment after the commit, as if a deletion had begun and ended between publication and commit.
  blobs_.before_open = [&] {
    blobs_.before_open = [] {};
    EXPECT_TRUE(memory_.remove(alice_.tenant, std::vector{blobs::original_name(sha256)}));
  };
  ASSERT_TRUE(upload("same"));
  EXPECT_THAT(blob_names(), ElementsAre("o/" + sha256.str()));
}

TEST_F(UploadImage, RefusesTextsThatBreakTheirRules) {
  for (auto [request, field] :
       std::vector<std::pair<UploadRequest, std::string>>{{{.tags = {std::string(65, 'x')}}, "tags"},
                                                          {{.album = ""}, "album"},
                                                          {{.expires_at = clock_.now()}, "expires_at"},
                                                          {{.metadata = "[]"}, "metadata"},
                                                          {{.idempotency_key = ""}, "Idempotency-Key"}}) {
    auto refused = upload("beach", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().field, field);
  }
  expect_nothing_left();
}

TEST_F(UploadImage, TellsAWaitingClientWhyItsImageFailedAndKeepsNothing) {
  ImageDetails image = uploaded("damaged");
  codec_.render_answer = fail(ErrorCode::kCorruptImage, "row 7 is damaged");
  ASSERT_FALSE(run_next_job());
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    ImageProcessingJob job = make_processing_job(*deps_, image.image);
    return mark_failed(*deps_, session, job, codec_.render_answer.error());
  }));
  auto settled = settle_upload(*deps_, alice_.tenant, image.image.id);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().code, ErrorCode::kCorruptImage);
  EXPECT_EQ(settled.error().message, "row 7 is damaged");
  EXPECT_THAT(blob_names(), IsEmpty());
  EXPECT_EQ(settle_upload(*deps_, alice_.tenant, image.image.id).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace pictor::app
