#include "app/usage.h"

namespace pictor::app {

Result<std::vector<UsageSum>> get_usage(Deps& deps, const TenantId& tenant, const UsageQuery& query) {
  return deps.database.read([&](sql::Session& session) { return catalog::sum_retrievals(session, tenant, query); });
}

}  // namespace pictor::app
