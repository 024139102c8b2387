#pragma once

#include "app/deps.h"

namespace pictor::app {

/// Whether there is such a tenant: a token may outlive its own. Blocks; any thread. Errors: kStorageUnavailable.
Result<bool> is_known_tenant(Deps& deps, const TenantId& tenant);

}  // namespace pictor::app
