#include "access/permission.h"

#include <gtest/gtest.h>

namespace pictor::access {
namespace {

Principal with(std::set<Role> roles) {
  return {.tenant = TenantId("demo"), .subject = SubjectId("alice"), .roles = std::move(roles)};
}

TEST(Permission, AViewerOnlyReads) {
  EXPECT_TRUE(is_allowed(with({Role::kViewer}), Permission::kRead));
  EXPECT_FALSE(is_allowed(with({Role::kViewer}), Permission::kUpload));
  EXPECT_FALSE(is_allowed(with({Role::kViewer}), Permission::kChange));
}

TEST(Permission, AnEditorAndAnAdminReadUploadAndChange) {
  for (Role role : {Role::kEditor, Role::kAdmin})
    for (Permission permission : {Permission::kRead, Permission::kUpload, Permission::kChange})
      EXPECT_TRUE(is_allowed(with({role}), permission));
}

TEST(Permission, AnAdminAloneAdministers) {
  EXPECT_TRUE(is_allowed(with({Role::kAdmin}), Permission::kAdminister));
  EXPECT_FALSE(is_allowed(with({Role::kEditor, Role::kViewer}), Permission::kAdminister));
  EXPECT_EQ(require(with({Role::kEditor}), Permission::kAdminister).error().message, "this needs the role admin");
}

TEST(Permission, NobodyWithoutARoleReads) {
  EXPECT_FALSE(is_allowed(with({}), Permission::kRead));
  EXPECT_TRUE(is_allowed(with({}), Permission::kNone));
}

TEST(Permission, AnEditorChangesOnlyWhatItOwns) {
  EXPECT_TRUE(may_change(with({Role::kEditor}), SubjectId("alice")));
  EXPECT_FALSE(may_change(with({Role::kEditor}), SubjectId("bob")));
}

TEST(Permission, AnAdminChangesEverything) { EXPECT_TRUE(may_change(with({Role::kAdmin}), SubjectId("bob"))); }

TEST(Permission, AViewerDoesNotChangeWhatItOwns) {
  EXPECT_FALSE(may_change(with({Role::kViewer}), SubjectId("alice")));
}

TEST(Permission, ARefusalIsForbiddenAndNamesTheRole) {
  auto refused = require(with({Role::kViewer}), Permission::kUpload);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("editor"), std::string::npos);
  EXPECT_TRUE(require(with({Role::kEditor}), Permission::kUpload));
  EXPECT_EQ(require_owner(with({Role::kEditor}), SubjectId("bob")).error().code, ErrorCode::kForbidden);
  EXPECT_TRUE(require_owner(with({Role::kEditor}), SubjectId("alice")));
}

}  // namespace
}  // namespace pictor::access
