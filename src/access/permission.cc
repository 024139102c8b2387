#include "access/permission.h"

namespace pictor::access {
namespace {

bool has(const Principal& principal, Role role) { return principal.roles.contains(role); }

std::string_view needed_roles(Permission permission) {
  if (permission == Permission::kAdminister) return "admin";
  return permission == Permission::kRead ? "viewer, editor or admin" : "editor or admin";
}

}  // namespace

bool is_allowed(const Principal& principal, Permission permission) {
  switch (permission) {
    case Permission::kNone:
      return true;
    case Permission::kRead:
      return has(principal, Role::kViewer) || has(principal, Role::kEditor) || has(principal, Role::kAdmin);
    case Permission::kUpload:
    case Permission::kChange:
      return has(principal, Role::kEditor) || has(principal, Role::kAdmin);
    case Permission::kAdminister:
      return has(principal, Role::kAdmin);
  }
  return false;
}

bool may_change(const Principal& principal, const SubjectId& owner) {
  return has(principal, Role::kAdmin) || (has(principal, Role::kEditor) && principal.subject == owner);
}

Result<void> require(const Principal& principal, Permission permission) {
  if (is_allowed(principal, permission)) return {};
  return fail(ErrorCode::kForbidden, "this needs the role " + std::string(needed_roles(permission)));
}

Result<void> require_owner(const Principal& principal, const SubjectId& owner) {
  if (may_change(principal, owner)) return {};
  return fail(ErrorCode::kForbidden, "only its owner or an admin may change this");
}

}  // namespace pictor::access
