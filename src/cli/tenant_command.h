#pragma once
// Subcommands about what one tenant has in the catalog.

#include <CLI/CLI.hpp>
#include <memory>

#include "cdn/outbox.h"
#include "cli/command.h"
#include "cli/edge.h"
#include "cli/node.h"

namespace pictor::cli {

/// The catalog, and where purges are left, as settings and --tenant say.
struct TenantCatalog {
  TenantId tenant;
  std::unique_ptr<sql::Database> database;
  cdn::Outbox edge_purges;

  /// Runs `function(session)` in a transaction and answers what it answered, once it is on disk.
  template <class F>
  auto change(F function) const {
    return database->write(sql::Durability::kAcknowledged, function);
  }
};

/// Errors: those of parse_tenant_id(), SettingFlags::load(), open_catalog() and open_edge().
Result<TenantCatalog> open_tenant_catalog(const SettingFlags& flags, const std::string& tenant);

/// A subcommand whose `Request` has a member `tenant`, which it takes as --tenant; other options are the caller's to
/// add.
template <class Request>
struct TenantCommand {
  using Run = Result<ExitCode> (*)(const TenantCatalog&, const Request&);

  TenantCommand(CLI::App& parent, ExitCode& exit, const char* name, const char* help, Run run)
      : command(parent.add_subcommand(name, help)), request(std::make_shared<Request>()) {
    command->add_option("--tenant", request->tenant, "whose they are")->required();
    auto flags = std::make_shared<SettingFlags>(*command, edge_settings());
    command->callback([flags, request = request, run, &exit] {
      const auto catalog = open_tenant_catalog(*flags, request->tenant);
      exit = finish(catalog ? run(*catalog, *request) : std::unexpected(catalog.error()));
    });
  }

  CLI::App* command;
  std::shared_ptr<Request> request;
};

}  // namespace pictor::cli
