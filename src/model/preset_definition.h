#pragma once

#include <string>

#include "base/clock.h"

namespace pictor {

/// One version of a named transform of a tenant. What a version means never changes.
struct PresetDefinition {
  std::string name;
  int version = 0;        ///< 1, 2, 3, …
  std::string transform;  ///< as delivery::to_text() writes it
  Time created_at{};
};

}  // namespace pictor
