#include "app/remove_tenant.h"

#include <gmock/gmock.h>

#include "app/change_image.h"
#include "app/find_tenant.h"
#include "app/sweep.h"
#include "catalog/drafts.h"
#include "catalog/signing_keys.h"
#include "catalog/tenants.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::IsEmpty;

class RemoveTenant : public test::AppFixture {
 protected:
  Result<TenantRemoval> remove() {
    return remove_tenant(*deps_, alice_.tenant, [this](const TenantRemoval&) { ++told_; });
  }
  std::int64_t rows_of(const std::string& table) {
    const auto count = [&](sql::Session& session) { return session.query("SELECT COUNT(*) FROM " + table); };
    return database_->read(count).value().at(0).integer(0);
  }
  int told_ = 0;
};

TEST_F(RemoveTenant, LeavesNothingOfIt) {
  for (const char* name : {"a", "b", "c"}) ready(name);
  ASSERT_TRUE(delete_image(*deps_, alice_, ready("trash").image.id, Purge::kNo));
  retrievals_->count(alice_.tenant, ImageId("img_1"), "", 5);
  ASSERT_TRUE(retrievals_->flush());
  const auto removal = remove();
  ASSERT_TRUE(removal) << removal.error().message;
  EXPECT_EQ(removal->images, 4);
  EXPECT_EQ(told_, 1);
  EXPECT_THAT(blob_names(), IsEmpty());
  for (const char* table : {"tenants", "images", "thumbnails", "optimizations", "processing_jobs", "signing_keys",
                            "deletions", "retrievals", "idempotency_keys"})
    EXPECT_EQ(rows_of(table), 0) << table;
  EXPECT_EQ(remove().error().code, ErrorCode::kNotFound);
}

TEST_F(RemoveTenant, SparesAllOthers) {
  const access::Principal bob{TenantId("other"), SubjectId("bob"), {access::Role::kEditor}};
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return catalog::insert_tenant(session, bob.tenant, clock_.now());
  }));
  ASSERT_TRUE(upload_image(*deps_, bob, {}, staged("same")));
  ready("same");
  ASSERT_TRUE(remove());
  EXPECT_EQ(rows_of("images"), 1);
  EXPECT_EQ(memory_.tenants().value(), std::vector{bob.tenant});
  EXPECT_TRUE(is_known_tenant(*deps_, bob.tenant).value());
}

// The store fails in the middle: what was begun stays begun, and nothing of the tenant is to be had.
TEST_F(RemoveTenant, GoesOnWhereItWasInterrupted) {
  const ImageId id = ready("a").image.id;
  blobs_.down = true;
  EXPECT_EQ(remove().error().code, ErrorCode::kStorageUnavailable);
  EXPECT_FALSE(is_known_tenant(*deps_, alice_.tenant).value());
  blobs_.down = false;
  EXPECT_EQ(upload("b").error().code, ErrorCode::kUnauthenticated);
  clock_.advance(std::chrono::minutes(11));  // the claim of the deletion that failed
  const auto report = sweep_due(*deps_);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->removed_tenants, 1);
  EXPECT_THAT(blob_names(), IsEmpty());
  EXPECT_EQ(rows_of("tenants"), 0);
  EXPECT_EQ(rows_of("deletions"), 0);
}

TEST_F(RemoveTenant, WaitsForTheFormsOfDirectUploadsToEnd) {
  const Draft draft{.tenant = alice_.tenant,
                    .id = ImageId("img_1"),
                    .owner = alice_.subject,
                    .description = "{}",
                    .created_at = clock_.now(),
                    .expires_at = clock_.now() + std::chrono::hours(1)};
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed,
                               [&](sql::Session& session) { return catalog::insert_draft(session, draft); }));
  EXPECT_FALSE(remove().value().ended);
  EXPECT_FALSE(is_known_tenant(*deps_, alice_.tenant).value());
  EXPECT_EQ(sweep_due(*deps_).value().removed_tenants, 0);
  clock_.advance(std::chrono::hours(3));
  EXPECT_EQ(sweep_due(*deps_).value().removed_tenants, 1);
  EXPECT_EQ(rows_of("tenants") + rows_of("drafts"), 0);
}

TEST_F(RemoveTenant, IsNotServedFromMemory) {
  const auto ticket = ready_answers_.begin();
  ready_answers_.insert(ticket, "answer", {"t:acme"}, 10, std::make_shared<int>(1));
  ASSERT_TRUE(remove());
  EXPECT_EQ(ready_answers_.find("answer"), nullptr);
  ready_answers_.insert(ticket, "late", {"t:acme"}, 10, std::make_shared<int>(1));
  EXPECT_EQ(ready_answers_.find("late"), nullptr) << "begun before it was removed";
}

}  // namespace
}  // namespace pictor::app
