#include "cli/tenant_command.h"

namespace pictor::cli {

Result<TenantCatalog> open_tenant_catalog(const SettingFlags& flags, const std::string& tenant) {
  TenantCatalog catalog{.tenant = TRY(parse_tenant_id(tenant)), .database = nullptr, .edge_purges = {}};
  const config::Settings settings = TRY(flags.load());
  catalog.database = TRY(open_catalog(settings));
  catalog.edge_purges = cdn::Outbox(TRY(open_edge(settings)).targets);
  return catalog;
}

}  // namespace pictor::cli
