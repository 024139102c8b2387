#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/change_image.h"
#include "app/complete_draft.h"
#include "app/draft_image.h"
#include "app/sweep.h"
#include "catalog/tenants.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kJpeg = "\xff\xd8\xff\xe0 a picture";

class DirectUpload : public test::AppFixture {
 protected:
  Result<DraftedImage> try_draft(DraftRequest request = {}) { return draft_image(*deps_, alice_, request); }
  ImageId draft(DraftRequest request = {}) { return try_draft(std::move(request)).value().draft.id; }
  /// As a client would by the form.
  void put(const ImageId& id, std::string_view bytes = kJpeg) {
    ASSERT_TRUE(
        memory_.publish_all(alice_.tenant, std::vector{blobs::NewBlob{blobs::draft_name(id), as_bytes(bytes)}}));
  }
  Result<Uploaded> complete(const ImageId& id) { return complete_draft(*deps_, alice_, id); }
  /// What was refused is not there any more, and neither is an image.
  void expect_refused(const ImageId& id, ErrorCode code) {
    const auto refused = complete(id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code) << refused.error().message;
    EXPECT_THAT(blob_names(), IsEmpty());
    EXPECT_EQ(quarantined(), 0u);
    EXPECT_EQ(complete(id).error().code, ErrorCode::kConflict) << "nothing has been uploaded";
    EXPECT_EQ(run_next_job().error().code, ErrorCode::kNotFound);
  }
};

TEST_F(DirectUpload, PermitsTheAnnouncedFileAndNoOther) {
  const auto drafted = try_draft({.format = Format::kPng, .bytes = 1234});
  ASSERT_TRUE(drafted);
  EXPECT_EQ(drafted->form.fields.front().second, "q/" + drafted->draft.id.str());
  EXPECT_EQ(blobs_.last_permit.content_type, "image/png");
  EXPECT_EQ(blobs_.last_permit.min_bytes, 1234);
  EXPECT_EQ(blobs_.last_permit.max_bytes, 1234);
  EXPECT_EQ(blobs_.last_permit.until, drafted->draft.expires_at);
  EXPECT_LE(drafted->draft.expires_at, clock_.now() + std::chrono::hours(1));
}

TEST_F(DirectUpload, PermitsNoMoreThanAnUpload) {
  ASSERT_TRUE(try_draft());
  EXPECT_EQ(blobs_.last_permit.max_bytes, deps_->limits.max_upload_bytes);
  EXPECT_EQ(try_draft({.bytes = deps_->limits.max_upload_bytes + 1}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(try_draft({.format = Format::kBmp}).error().code, ErrorCode::kUnsupportedType);
  EXPECT_EQ(try_draft({.description = {.metadata = "[]"}}).error().field, "metadata");
}

TEST_F(DirectUpload, BecomesAnImageOfTheReservedIdWithAllThatWasSaidOfIt) {
  const Time expiry = clock_.now() + std::chrono::hours(9);
  const ImageId id = draft({.description = {.name = "beach.jpg",
                                            .tags = {"sea", "bird"},
                                            .album = "summer",
                                            .visibility = Visibility::kPublic,
                                            .expires_at = expiry,
                                            .metadata = R"({"a":1})"}});
  put(id);
  const auto completed = complete(id);
  ASSERT_TRUE(completed);
  const Image& image = completed->details.image;
  EXPECT_EQ(image.id, id);
  EXPECT_EQ(image.owner, alice_.subject);
  EXPECT_EQ(image.name, "beach.jpg");
  EXPECT_THAT(image.tags, ElementsAre("sea", "bird"));
  EXPECT_EQ(image.album, "summer");
  EXPECT_EQ(image.visibility, Visibility::kPublic);
  EXPECT_EQ(image.expires_at, expiry);
  EXPECT_EQ(image.metadata, R"({"a":1})");
  EXPECT_EQ(image.bytes, std::ssize(kJpeg));
  EXPECT_THAT(blob_names(), ElementsAre("o/" + image.sha256.str()));
  EXPECT_TRUE(run_next_job());
}

TEST_F(DirectUpload, CompletingAgainAnswersTheSameImageAndMakesNoOther) {
  const ImageId id = draft();
  put(id);
  ASSERT_TRUE(complete(id));
  put(id, "\xff\xd8\xff something else");
  const auto again = complete(id);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->details.image.bytes, std::ssize(kJpeg));
  EXPECT_TRUE(run_next_job());
  EXPECT_EQ(run_next_job().error().code, ErrorCode::kNotFound);
}

TEST_F(DirectUpload, CompletingAtTheSameTimeMakesOneImage) {
  const ImageId id = draft();
  put(id);
  // While the first one reads the file, the second does everything.
  blobs_.before_open = [&] {
    blobs_.before_open = [] {};
    EXPECT_TRUE(complete(id));
  };
  const auto first = complete(id);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->replayed);
}

TEST_F(DirectUpload, AnImageThatWasRemovedIsNotMadeAgain) {
  const ImageId id = draft();
  put(id);
  ASSERT_TRUE(complete(id));
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kYes));
  put(id);
  EXPECT_EQ(complete(id).error().code, ErrorCode::kNotFound);
}

TEST_F(DirectUpload, SaysThatNothingHasArrived) { EXPECT_EQ(complete(draft()).error().code, ErrorCode::kConflict); }

TEST_F(DirectUpload, RefusesAFileThatIsNotWhatWasAnnounced) {
  const ImageId id = draft({.bytes = 5});
  put(id);
  expect_refused(id, ErrorCode::kUnprocessable);
  const ImageId other = draft({.sha256 = Sha256Hex(std::string(64, 'a'))});
  put(other);
  expect_refused(other, ErrorCode::kUnprocessable);
}

TEST_F(DirectUpload, RefusesAFileOfAnotherTypeByItsFirstBytes) {
  codec_.facts = fail(ErrorCode::kInternal, "the codec was asked");
  const ImageId id = draft();
  put(id, "<html>");
  expect_refused(id, ErrorCode::kUnsupportedType);
  put(id, "\x89PNG\r\n\x1a\n");
  expect_refused(id, ErrorCode::kUnsupportedType);
}

TEST_F(DirectUpload, RefusesWhatTheProbeRefusesAndTakesABetterFileByTheSameForm) {
  const ImageId id = draft();
  put(id);
  const auto good = codec_.facts;
  codec_.facts = fail_limit(ErrorCode::kTooManyPixels, "too many pixels", 100, 200);
  expect_refused(id, ErrorCode::kTooManyPixels);
  codec_.facts = good;
  put(id);
  EXPECT_TRUE(complete(id));
}

TEST_F(DirectUpload, RefusesAFileThatIsLargerThanNowAllowed) {
  const ImageId id = draft();
  put(id);
  deps_->limits.max_upload_bytes = 5;
  expect_refused(id, ErrorCode::kTooLarge);
}

TEST_F(DirectUpload, KeepsTheFileWhileItIsNotTheFileThatIsAtFault) {
  const ImageId id = draft();
  put(id);
  const auto good = codec_.facts;
  codec_.facts = fail(ErrorCode::kOverloaded, "busy");
  EXPECT_EQ(complete(id).error().code, ErrorCode::kOverloaded);
  codec_.facts = good;
  EXPECT_TRUE(complete(id));
}

TEST_F(DirectUpload, IsForItsOwnerAndTheAdminsOfItsTenant) {
  const TenantId other("other");
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return catalog::insert_tenant(session, other, clock_.now());
  }));
  const ImageId id = draft();
  put(id);
  const access::Principal stranger{other, SubjectId("alice"), {access::Role::kAdmin}};
  const access::Principal colleague{alice_.tenant, SubjectId("bob"), {access::Role::kEditor}};
  const access::Principal admin{alice_.tenant, SubjectId("root"), {access::Role::kAdmin}};
  EXPECT_EQ(complete_draft(*deps_, stranger, id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(complete_draft(*deps_, colleague, id).error().code, ErrorCode::kForbidden);
  const auto completed = complete_draft(*deps_, admin, id);
  ASSERT_TRUE(completed);
  EXPECT_EQ(completed->details.image.owner, alice_.subject);
  EXPECT_EQ(complete_draft(*deps_, stranger, id).error().code, ErrorCode::kNotFound);
}

TEST_F(DirectUpload, ATenantHasNoMoreThanItsNumberOfOpenDrafts) {
  deps_->limits.max_drafts = 2;
  const ImageId first = draft();
  draft();
  const auto refused = try_draft();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kQuotaExceeded);
  EXPECT_EQ(refused.error().limit, 2);
  put(first);
  ASSERT_TRUE(complete(first));
  EXPECT_TRUE(try_draft());
}

TEST_F(DirectUpload, AStoreThatTakesNothingFromClientsLeavesNoDraft) {
  blobs_.takes_uploads = false;
  EXPECT_EQ(try_draft().error().code, ErrorCode::kConflict);
  deps_->limits.max_drafts = 1;
  blobs_.takes_uploads = true;
  EXPECT_TRUE(try_draft());
}

TEST_F(DirectUpload, ADraftThatNobodyCompletesIsRemovedWithItsFile) {
  const ImageId id = draft();
  put(id);
  clock_.advance(deps_->limits.draft_life + std::chrono::minutes(1));
  EXPECT_EQ(sweep_due(*deps_)->expired_drafts, 0) << "an upload may still be under way";
  clock_.advance(deps_->limits.draft_grace);
  EXPECT_EQ(sweep(*deps_, {.dry_run = true})->expired_drafts, 1);
  EXPECT_EQ(sweep_due(*deps_)->expired_drafts, 1);
  EXPECT_THAT(blob_names(), IsEmpty());
  EXPECT_EQ(complete(id).error().code, ErrorCode::kNotFound);
}

TEST_F(DirectUpload, WhatTheFormOfACompletedImageBringsLaterIsRemoved) {
  const ImageId id = draft();
  put(id);
  const auto image = complete(id);
  put(id, "\xff\xd8\xff late");
  clock_.advance(deps_->limits.draft_life + deps_->limits.draft_grace + std::chrono::minutes(1));
  EXPECT_EQ(sweep_due(*deps_)->expired_drafts, 0) << "the image is there";
  EXPECT_THAT(blob_names(), ElementsAre("o/" + image->details.image.sha256.str()));
}

TEST_F(DirectUpload, GcLeavesTheFilesOfOpenDraftsAloneAndTakesThoseOfNone) {
  const ImageId id = draft();
  put(id);
  put(new_image_id(clock_.now(), random_));
  EXPECT_EQ(sweep(*deps_, {.grace = std::chrono::seconds(0)})->orphan_blobs, 1);
  EXPECT_THAT(blob_names(), ElementsAre("q/" + id.str()));
}

}  // namespace
}  // namespace pictor::app
