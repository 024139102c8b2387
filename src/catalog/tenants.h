#pragma once

#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

// A tenant whose removal has begun is nobody's: to the first three functions it is not there, but its name is taken.

/// Errors: kConflict when there is one of that name.
Result<void> insert_tenant(sql::Session& session, const TenantId& tenant, Time now);
Result<bool> tenant_exists(sql::Session& session, const TenantId& tenant);
Result<std::vector<TenantId>> list_tenants(sql::Session& session);

/// Begins the removal, or goes on with one: no tenant from now on, all its images in the trash, its keys and presets
/// gone. Errors: kNotFound.
Result<void> begin_tenant_removal(sql::Session& session, const TenantId& tenant, Time now);
/// Tenants whose removal has begun.
Result<std::vector<TenantId>> list_leaving_tenants(sql::Session& session);
/// Ends a removal: what is left of the tenant but for its images, which must be gone. Errors: kConflict when there are
/// some.
Result<void> end_tenant_removal(sql::Session& session, const TenantId& tenant);

}  // namespace pictor::catalog
