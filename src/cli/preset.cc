#include <iostream>

#include "app/presets.h"
#include "catalog/presets.h"
#include "cli/tenant_command.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct PresetRequest {
  std::string tenant;
  std::string name;
  std::string transform;
};

void print(const PresetDefinition& preset) {
  std::cout << preset.name << "@" << preset.version << " " << preset.transform << "\n";
}

Result<ExitCode> set_preset(const TenantCatalog& catalog, const PresetRequest& request) {
  print(TRY(catalog.change([&](sql::Session& session) {
    return app::define_preset(session, catalog.edge_purges, catalog.tenant, request.name, request.transform,
                              SystemClock().now());
  })));
  return ExitCode::kOk;
}

Result<ExitCode> remove_preset(const TenantCatalog& catalog, const PresetRequest& request) {
  TRY_VOID(catalog.change([&](sql::Session& session) {
    return app::remove_preset(session, catalog.edge_purges, catalog.tenant, request.name, SystemClock().now());
  }));
  return ExitCode::kOk;
}

Result<ExitCode> list_presets(const TenantCatalog& catalog, const PresetRequest&) {
  const auto list = [&](sql::Session& session) { return catalog::list_presets(session, catalog.tenant); };
  for (const PresetDefinition& preset : TRY(catalog.database->read(list))) print(preset);
  return ExitCode::kOk;
}

}  // namespace

void add_preset(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("preset", "Named transforms of a tenant, for delivery URLs");
  command->footer("Example:\n  pictor preset set --tenant acme card 'w=400&h=300&fit=cover&gravity=smart'");
  command->require_subcommand(1);
  using Command = TenantCommand<PresetRequest>;
  const Command set(*command, exit, "set", "Give a preset a new version; URLs of earlier ones stay good", set_preset);
  set.command->add_option("name", set.request->name, "1 to 63 of a-z, 0-9, _ and -")->required();
  set.command->add_option("transform", set.request->transform, "parameters as in a query: w=400&h=300&fit=cover")
      ->required();
  const Command remove(*command, exit, "remove", "Remove a preset with all its versions", remove_preset);
  remove.command->add_option("name", remove.request->name, "name of the preset")->required();
  const Command list(*command, exit, "list", "Print the newest version of each, one a line", list_presets);
}

}  // namespace pictor::cli
