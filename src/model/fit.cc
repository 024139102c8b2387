#include "model/fit.h"

#include <algorithm>
#include <array>

namespace pictor {
namespace {

/// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kNames = {"inside", "contain", "cover", "fill"};

}  // namespace

std::string_view to_string(Fit fit) { return kNames[static_cast<std::size_t>(fit)]; }

std::optional<Fit> fit_from(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Fit>(found - kNames.begin());
}

}  // namespace pictor
