// What the edge is told to forget, by use case.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/change_image.h"
#include "app/convert_image.h"
#include "app/remove_tenant.h"
#include "app/sweep.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EdgePurges : public test::AppFixture {
 protected:
  EdgePurges() {
    deps_->edge_purges = cdn::Outbox(std::vector<cdn::Outbox::Target>{{"edge"}});
    deps_->wake_edge = [this] { ++edge_wakes_; };
  }
  /// Items that wait, each with `!` where no stale copy may be served.
  std::vector<std::string> waiting() {
    auto found =
        database_->read([&](sql::Session& session) { return cdn::waiting_purges(session, "edge", 100, clock_.now()); });
    std::vector<std::string> items;
    for (const cdn::Purge& purge : found.value().purges)
      items.push_back((purge.staleness == cdn::Staleness::kNever ? "!" : "") + purge.item);
    return items;
  }
  static std::string tag(const ImageId& id) { return "i:" + id.str(); }

  int edge_wakes_ = 0;
};

TEST_F(EdgePurges, ComeWithTheTrash) {
  const ImageId id = ready("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  EXPECT_THAT(waiting(), ElementsAre("!" + tag(id)));
  EXPECT_GT(edge_wakes_, 0);
}

TEST_F(EdgePurges, ComeWithADeletionForGood) {
  const ImageId id = ready("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kYes));
  EXPECT_THAT(waiting(), ElementsAre("!" + tag(id)));
}

TEST_F(EdgePurges, DoNotComeAgainWhenTheTrashIsEmptied) {
  const ImageId id = ready("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [](sql::Session& session) {
    return session.execute("DELETE FROM edge_purges");  // as if carried out
  }));
  clock_.advance(std::chrono::days(31));
  ASSERT_TRUE(sweep_due(*deps_));
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(EdgePurges, ComeWhenAnImageExpires) {
  UploadRequest request;
  request.expires_at = clock_.now() + std::chrono::hours(1);
  const ImageId id = upload("beach", request).value().details.image.id;
  clock_.advance(std::chrono::hours(2));
  ASSERT_TRUE(sweep_due(*deps_));
  EXPECT_THAT(waiting(), ElementsAre("!" + tag(id)));
  EXPECT_GT(edge_wakes_, 0);
}

TEST_F(EdgePurges, ComeWithAnotherVisibility) {
  const ImageId id = ready("beach").image.id;
  ImagePatch patch;
  patch.visibility = Visibility::kPublic;
  ASSERT_TRUE(update_image(*deps_, alice_, id, patch));
  EXPECT_THAT(waiting(), ElementsAre(tag(id)));
  patch.visibility = Visibility::kPrivate;
  ASSERT_TRUE(update_image(*deps_, alice_, id, patch));
  EXPECT_THAT(waiting(), testing::UnorderedElementsAre(tag(id), "!" + tag(id)));
}

TEST_F(EdgePurges, ComeWithAnotherFocusButNotWithAnotherName) {
  const ImageId id = ready("beach").image.id;
  ImagePatch patch;
  patch.name = "other.jpg";
  ASSERT_TRUE(update_image(*deps_, alice_, id, patch));
  EXPECT_THAT(waiting(), IsEmpty());
  patch.focus = FocalPoint{0.1, 0.2};
  ASSERT_TRUE(update_image(*deps_, alice_, id, patch));
  EXPECT_EQ(waiting().size(), 1u);
}

TEST_F(EdgePurges, ComeWithOtherBytes) {
  const ImageId id = ready("beach").image.id;
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  ASSERT_TRUE(
      convert_image(*deps_, alice_, id, {.transform = {.format = Format::kWebp}, .replace = true}, deadline, {}));
  EXPECT_THAT(waiting(), ElementsAre(tag(id)));
}

TEST_F(EdgePurges, OfALeavingTenantAreOneForAllItHas) {
  for (const char* name : {"a", "b", "c"}) ready(name);
  ASSERT_TRUE(remove_tenant(*deps_, alice_.tenant, [](const TenantRemoval&) {}));
  EXPECT_THAT(waiting(), ElementsAre("!t:acme"));
  EXPECT_GT(edge_wakes_, 0);
}

TEST_F(EdgePurges, AreNotKeptWhereThereIsNoEdge) {
  deps_->edge_purges = {};
  ASSERT_TRUE(delete_image(*deps_, alice_, ready("beach").image.id, Purge::kYes));
  auto rows = database_->read([](sql::Session& session) { return session.query("SELECT item FROM edge_purges"); });
  EXPECT_TRUE(rows.value().empty());
}

}  // namespace
}  // namespace pictor::app
