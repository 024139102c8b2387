#include "model/quality.h"

#include "base/number.h"

namespace pictor {

std::string to_string(const Quality& quality) { return quality.fixed ? std::to_string(*quality.fixed) : "auto"; }

std::optional<Quality> quality_from(std::string_view text) {
  constexpr int kMostQuality = 100;
  if (text == "auto") return Quality{};
  const auto number = number_from<int>(text);
  if (!number || *number < 1 || *number > kMostQuality) return std::nullopt;
  return Quality{number};
}

}  // namespace pictor
