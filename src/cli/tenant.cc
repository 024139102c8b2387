#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/remove_tenant.h"
#include "catalog/tenants.h"
#include "cli/command.h"
#include "cli/edge.h"
#include "cli/node.h"

namespace pictor::cli {
namespace {

Result<ExitCode> create_tenant(const SettingFlags& flags, const std::string& name) {
  TenantId tenant = TRY(parse_tenant_id(name));
  config::Settings settings = TRY(flags.load());
  auto database = TRY(open_catalog(settings));
  auto insert = [&](sql::Session& session) { return catalog::insert_tenant(session, tenant, SystemClock().now()); };
  TRY_VOID(database->write(sql::Durability::kAcknowledged, insert));
  std::cout << "created tenant " << tenant.str() << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> list_tenants(const SettingFlags& flags) {
  config::Settings settings = TRY(flags.load());
  auto database = TRY(open_catalog(settings));
  auto list = [](sql::Session& session) { return catalog::list_tenants(session); };
  for (const TenantId& tenant : TRY(database->read(list))) std::cout << tenant.str() << "\n";
  return ExitCode::kOk;
}

/// What the command line says.
struct RemovalRequest {
  std::string tenant;
  std::string confirm;
};

Result<ExitCode> remove_tenant(const SettingFlags& flags, const RemovalRequest& request) {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  if (request.confirm != request.tenant)
    return fail_parameter("confirm", "this removes all that " + tenant.str() +
                                         " has, for ever: say it once more, with --confirm " + tenant.str());
  const config::Settings settings = TRY(flags.load());
  Node node(settings, TRY(open_storage(settings)), absent_codec(), TRY(open_edge(settings)));
  const auto progress = [](const app::TenantRemoval& removal) {
    std::cout << "removed " << removal.images << " images" << std::endl;
  };
  const app::TenantRemoval removal = TRY(app::remove_tenant(node.deps(), tenant, progress));
  std::cout << "removed tenant " << tenant.str() << " (" << removal.images << " images)\n";
  if (!removal.ended)
    std::cout << "its name is free when the forms for its direct uploads have ended, after two hours\n";
  return ExitCode::kOk;
}

void add_remove(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("remove", "Remove a tenant with all it has, for ever");
  command->footer(
      "Safe beside a running server, which refuses the tenant from the first moment; the edge forgets it. When it is\n"
      "interrupted the server goes on with it, and so does the same command.\n\nExample:\n"
      "  pictor tenant remove acme --confirm acme");
  auto request = std::make_shared<RemovalRequest>();
  command->add_option("tenant", request->tenant, "name of the tenant")->required();
  command->add_option("--confirm", request->confirm, "its name once more");
  auto flags = std::make_shared<SettingFlags>(*command, sweep_settings());
  command->callback([flags, request, &exit] { exit = finish(remove_tenant(*flags, *request)); });
}

void add_create(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("create", "Create a tenant");
  command->footer("Example:\n  pictor tenant create acme");
  auto name = std::make_shared<std::string>();
  command->add_option("tenant", *name, "1 to 63 of a-z, 0-9 and -, not beginning with -")->required();
  auto flags = std::make_shared<SettingFlags>(*command, catalog_settings());
  command->callback([flags, name, &exit] { exit = finish(create_tenant(*flags, *name)); });
}

void add_list(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("list", "Print the tenants, one a line");
  command->footer("Example:\n  pictor tenant list");
  auto flags = std::make_shared<SettingFlags>(*command, catalog_settings());
  command->callback([flags, &exit] { exit = finish(list_tenants(*flags)); });
}

}  // namespace

void add_tenant(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("tenant", "Create, list or remove tenants");
  command->require_subcommand(1);
  add_create(*command, exit);
  add_list(*command, exit);
  add_remove(*command, exit);
}

}  // namespace pictor::cli
