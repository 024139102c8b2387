#pragma once

#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Errors: kConflict when there is one of that name.
Result<void> insert_tenant(sql::Session& session, const TenantId& tenant, Time now);
Result<bool> tenant_exists(sql::Session& session, const TenantId& tenant);
Result<std::vector<TenantId>> list_tenants(sql::Session& session);

}  // namespace pictor::catalog
