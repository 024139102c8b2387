#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/presets.h"
#include "catalog/presets.h"
#include "cli/command.h"
#include "cli/node.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct PresetRequest {
  std::string tenant;
  std::string name;
  std::string transform;
};

Result<ExitCode> set_preset(const SettingFlags& flags, const PresetRequest& request) {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  const PresetDefinition preset = TRY(database->write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return app::define_preset(session, tenant, request.name, request.transform, SystemClock().now());
  }));
  std::cout << preset.name << "@" << preset.version << " " << preset.transform << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> remove_preset(const SettingFlags& flags, const PresetRequest& request) {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  TRY_VOID(database->write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return catalog::remove_preset(session, tenant, request.name, SystemClock().now());
  }));
  return ExitCode::kOk;
}

Result<ExitCode> list_presets(const SettingFlags& flags, const PresetRequest& request) {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  const auto list = [&](sql::Session& session) { return catalog::list_presets(session, tenant); };
  for (const PresetDefinition& preset : TRY(database->read(list)))
    std::cout << preset.name << "@" << preset.version << " " << preset.transform << "\n";
  return ExitCode::kOk;
}

using Command = Result<ExitCode> (*)(const SettingFlags&, const PresetRequest&);

struct Added {
  CLI::App* command;
  std::shared_ptr<PresetRequest> request;
};

Added add(CLI::App& parent, ExitCode& exit, const char* name, const char* help, Command run) {
  CLI::App* command = parent.add_subcommand(name, help);
  auto request = std::make_shared<PresetRequest>();
  command->add_option("--tenant", request->tenant, "tenant of the preset")->required();
  auto flags = std::make_shared<SettingFlags>(*command, catalog_settings());
  command->callback([flags, request, run, &exit] { exit = finish(run(*flags, *request)); });
  return {command, request};
}

}  // namespace

void add_preset(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("preset", "Named transforms of a tenant, for delivery URLs");
  command->footer("Example:\n  pictor preset set --tenant acme card 'w=400&h=300&fit=cover&gravity=smart'");
  command->require_subcommand(1);
  const Added set =
      add(*command, exit, "set", "Give a preset a new version; URLs of earlier ones stay good", set_preset);
  set.command->add_option("name", set.request->name, "1 to 63 of a-z, 0-9, _ and -")->required();
  set.command->add_option("transform", set.request->transform, "parameters as in a query: w=400&h=300&fit=cover")
      ->required();
  const Added remove = add(*command, exit, "remove", "Remove a preset with all its versions", remove_preset);
  remove.command->add_option("name", remove.request->name, "name of the preset")->required();
  add(*command, exit, "list", "Print the newest version of each, one a line", list_presets);
}

}  // namespace pictor::cli
