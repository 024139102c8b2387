#pragma once

#include <string>
#include <vector>

#include "app/deps.h"

namespace pictor::app {

struct ReadinessCheck {
  std::string name;  ///< `database`, `blobs`, `codec`, `jobs`
  Result<void> outcome;
};

/// Asks every dependency once. `jobs` fails when a due job has waited over `stuck_after` and none is running.
std::vector<ReadinessCheck> check_readiness(Deps& deps, std::chrono::seconds stuck_after);

}  // namespace pictor::app
