#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pictor {

/// What decides how good a lossy picture is.
struct Quality {
  /// 1..100 on the format's own scale. nullopt, `auto`: the fewest bytes whose score reaches a floor.
  std::optional<int> fixed;

  bool operator==(const Quality&) const = default;
};

std::string to_string(const Quality& quality);               ///< `auto`, `80`
std::optional<Quality> quality_from(std::string_view text);  ///< reads what to_string() writes

}  // namespace pictor
