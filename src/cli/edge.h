#pragma once
// The edge that the settings name.

#include "app/deps.h"
#include "cdn/dispatcher.h"
#include "cdn/edge.h"
#include "config/settings.h"

namespace pictor::cli {

/// Nothing is asked of it yet: it may be down while we start. Errors: kInvalidParameter for settings that do not go
/// together, or a key that cannot be read.
Result<cdn::Edge> open_edge(const config::Settings& settings);

cdn::DispatchOptions dispatch_options(const config::Settings& settings);

/// Drops what waits for targets of former settings, and says so.
Result<void> forget_former_edges(app::Deps& deps, const cdn::Edge& edge);

}  // namespace pictor::cli
