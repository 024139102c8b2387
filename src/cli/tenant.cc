#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "catalog/tenants.h"
#include "cli/command.h"
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
  CLI::App* command = parent.add_subcommand("tenant", "Create or list tenants");
  command->require_subcommand(1);
  add_create(*command, exit);
  add_list(*command, exit);
}

}  // namespace pictor::cli
