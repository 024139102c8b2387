#pragma once

#include "access/token.h"
#include "base/result.h"

namespace pictor::access {

/// What a route needs. Ownership is asked per image with may_change().
enum class Permission {
  kNone,        ///< anyone, without a token
  kRead,        ///< viewer, editor, admin
  kUpload,      ///< editor, admin
  kChange,      ///< editor (what it owns), admin (everything)
  kAdminister,  ///< admin
};

bool is_allowed(const Principal& principal, Permission permission);
/// Whether `principal` may change what `owner` owns. Same tenant assumed. Pure.
bool may_change(const Principal& principal, const SubjectId& owner);
Result<void> require(const Principal& principal, Permission permission);         ///< Errors: kForbidden.
Result<void> require_owner(const Principal& principal, const SubjectId& owner);  ///< Errors: kForbidden.

}  // namespace pictor::access
