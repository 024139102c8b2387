#pragma once

#include <span>
#include <string_view>

namespace pictor::sql {

/// A numbered file of migrations/: statements, each ended by a `;` at the end of a line; lines that begin with `--` are
/// comments. Once released a file is never changed.
struct Migration {
  int version;  ///< the number its name begins with: 1, 2, 3, … without gaps
  std::string_view name;
  std::string_view script;
};

/// All of them, in order.
std::span<const Migration> embedded_migrations();

}  // namespace pictor::sql
