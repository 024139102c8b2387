#include "app/change_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/read_image.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::ElementsAre;

class ChangeImage : public test::AppFixture {
 protected:
  access::Principal bob_{alice_.tenant, SubjectId("bob"), {access::Role::kEditor}};
  access::Principal admin_{alice_.tenant, SubjectId("root"), {access::Role::kAdmin}};
};

TEST_F(ChangeImage, ChangesWhatThePatchNames) {
  ImageId id = upload("beach", {.name = "a.jpg", .tags = {"x"}, .album = "summer"}).value().details.image.id;
  clock_.advance(std::chrono::seconds(5));
  ImagePatch patch;
  patch.album = std::optional<std::string>();
  patch.focus = FocalPoint{0.25, 1};
  auto changed = update_image(*deps_, alice_, id, patch);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->image.name, "a.jpg");
  EXPECT_THAT(changed->image.tags, ElementsAre("x"));
  EXPECT_EQ(changed->image.album, std::nullopt);
  EXPECT_EQ(changed->image.focus, (FocalPoint{0.25, 1}));
  EXPECT_EQ(changed->image.updated_at, clock_.now());
}

TEST_F(ChangeImage, LetsOnlyOwnerAndAdminChange) {
  ImageId id = uploaded("beach").image.id;
  ImagePatch patch;
  patch.name = "b.jpg";
  EXPECT_EQ(update_image(*deps_, bob_, id, patch).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(delete_image(*deps_, bob_, id, Purge::kNo).error().code, ErrorCode::kForbidden);
  EXPECT_TRUE(update_image(*deps_, admin_, id, patch));
}

TEST_F(ChangeImage, RefusesAFocalPointOutsideThePicture) {
  ImageId id = uploaded("beach").image.id;
  ImagePatch patch;
  patch.focus = FocalPoint{1.1, 0};
  auto refused = update_image(*deps_, alice_, id, patch);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "focus");
}

TEST_F(ChangeImage, MovesToTheTrashAndBack) {
  ImageId id = uploaded("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  EXPECT_EQ(update_image(*deps_, alice_, id, {}).error().code, ErrorCode::kGone);
  ASSERT_TRUE(restore_image(*deps_, alice_, id));
  EXPECT_EQ(restore_image(*deps_, alice_, id).error().code, ErrorCode::kConflict);
}

TEST_F(ChangeImage, TellsWhoWaitsThatAnImageIsGone) {
  ImageId id = uploaded("beach").image.id;
  int told = 0;
  auto subscription = events_.subscribe(id, [&] { ++told; });
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kYes));
  EXPECT_EQ(told, 1);
}

TEST_F(ChangeImage, IsNotFoundInAnotherTenant) {
  ImageId id = uploaded("beach").image.id;
  access::Principal stranger{TenantId("other"), SubjectId("alice"), {access::Role::kAdmin}};
  EXPECT_EQ(update_image(*deps_, stranger, id, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(delete_image(*deps_, stranger, id, Purge::kYes).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(get_image(*deps_, stranger.tenant, id).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace pictor::app
