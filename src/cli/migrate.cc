#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/node.h"

namespace pictor::cli {
namespace {

Result<ExitCode> migrate(const SettingFlags& flags) {
  config::Settings settings = TRY(flags.load());
  TRY_VOID(make_data_folder(settings));
  auto database = TRY(open_database(settings));
  std::cout << "the schema is at version " << TRY(sql::migrate(*database)) << "\n";
  return ExitCode::kOk;
}

}  // namespace

void add_migrate(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("migrate", "Bring the database up to date and print its version");
  command->footer(
      "The other commands do this themselves; on its own it serves upgrades in steps.\n\nExample:\n"
      "  pictor migrate --data /var/lib/pictor");
  auto flags = std::make_shared<SettingFlags>(*command, catalog_settings());
  command->callback([flags, &exit] { exit = finish(migrate(*flags)); });
}

}  // namespace pictor::cli
