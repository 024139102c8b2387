#pragma once

#include <vector>

#include "app/deps.h"
#include "catalog/retrievals.h"

namespace pictor::app {

using UsageQuery = catalog::RetrievalQuery;
using UsageGroup = catalog::RetrievalGroup;
using UsageSum = catalog::RetrievalSum;

/// What the tenant's images were delivered, up to a second ago.
Result<std::vector<UsageSum>> get_usage(Deps& deps, const TenantId& tenant, const UsageQuery& query);

}  // namespace pictor::app
