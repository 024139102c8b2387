#include <cstdlib>

#include "access/token.h"

namespace pictor::access {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kViewer:
      return "viewer";
    case Role::kEditor:
      return "editor";
    case Role::kAdmin:
      return "admin";
  }
  std::abort();
}

std::optional<Role> role_from(std::string_view text) {
  for (Role role : {Role::kViewer, Role::kEditor, Role::kAdmin})
    if (to_string(role) == text) return role;
  return std::nullopt;
}

}  // namespace pictor::access
