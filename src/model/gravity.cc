#include "model/gravity.h"

#include <algorithm>
#include <array>

namespace pictor {
namespace {

struct Spelling {
  std::string_view name;
  double across;
  double down;
};

/// In the order of the enumerators.
constexpr std::array<Spelling, 11> kSpellings = {{{"focus", 0.5, 0.5},
                                                  {"smart", 0.5, 0.5},
                                                  {"center", 0.5, 0.5},
                                                  {"north", 0.5, 0},
                                                  {"northeast", 1, 0},
                                                  {"east", 1, 0.5},
                                                  {"southeast", 1, 1},
                                                  {"south", 0.5, 1},
                                                  {"southwest", 0, 1},
                                                  {"west", 0, 0.5},
                                                  {"northwest", 0, 0}}};

const Spelling& spelling_of(Gravity gravity) { return kSpellings[static_cast<std::size_t>(gravity)]; }

}  // namespace

std::string_view to_string(Gravity gravity) { return spelling_of(gravity).name; }

std::optional<Gravity> gravity_from(std::string_view name) {
  const auto* found = std::ranges::find(kSpellings, name, &Spelling::name);
  if (found == kSpellings.end()) return std::nullopt;
  return static_cast<Gravity>(found - kSpellings.begin());
}

double across(Gravity gravity) { return spelling_of(gravity).across; }
double down(Gravity gravity) { return spelling_of(gravity).down; }

}  // namespace pictor
