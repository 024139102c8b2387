#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/signing_keys.h"
#include "catalog/signing_keys.h"
#include "cli/command.h"
#include "cli/node.h"
#include "config/setting_value.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct KeyRequest {
  std::string tenant;
  std::string key;
  std::string grace = "7d";
};

/// Runs `change(session, tenant, now)` in a transaction of the catalog and answers what it answered.
template <class F>
auto change_keys(const SettingFlags& flags, const KeyRequest& request, F change)
    -> std::invoke_result_t<F, sql::Session&, const TenantId&, Time> {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  return database->write(sql::Durability::kAcknowledged,
                         [&](sql::Session& session) { return change(session, tenant, SystemClock().now()); });
}

ExitCode show_secret(const SigningKey& key) {
  std::cout << key.id.str() << " " << key.secret << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> add_key(const SettingFlags& flags, const KeyRequest& request) {
  SystemRandom random;
  return show_secret(TRY(change_keys(flags, request, [&](sql::Session& session, const TenantId& tenant, Time now) {
    return app::add_signing_key(session, tenant, now, random);
  })));
}

Result<ExitCode> rotate_keys(const SettingFlags& flags, const KeyRequest& request) {
  const auto grace = config::parse_duration(request.grace);
  if (!grace) return fail_parameter("grace", "--grace is a time, like 90 (seconds), 90s, 5m, 1h or 30d");
  SystemRandom random;
  return show_secret(TRY(change_keys(flags, request, [&](sql::Session& session, const TenantId& tenant, Time now) {
    return app::rotate_signing_keys(session, tenant, *grace, now, random);
  })));
}

Result<ExitCode> retire_key(const SettingFlags& flags, const KeyRequest& request) {
  const KeyId id = TRY(parse_key_id(request.key));
  TRY_VOID(change_keys(flags, request, [&](sql::Session& session, const TenantId& tenant, Time now) {
    return catalog::retire_signing_key(session, tenant, id, now);
  }));
  return ExitCode::kOk;
}

Result<ExitCode> list_keys(const SettingFlags& flags, const KeyRequest& request) {
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  const auto list = [&](sql::Session& session) { return catalog::list_signing_keys(session, tenant); };
  for (const SigningKey& key : TRY(database->read(list))) {
    std::cout << key.id.str() << " since " << format_rfc3339(key.created_at);
    if (key.retires_at) std::cout << " until " << format_rfc3339(*key.retires_at);
    std::cout << "\n";
  }
  return ExitCode::kOk;
}

using Command = Result<ExitCode> (*)(const SettingFlags&, const KeyRequest&);

struct Added {
  CLI::App* command;
  std::shared_ptr<KeyRequest> request;
};

Added add(CLI::App& parent, ExitCode& exit, const char* name, const char* help, Command run) {
  CLI::App* command = parent.add_subcommand(name, help);
  auto request = std::make_shared<KeyRequest>();
  command->add_option("--tenant", request->tenant, "tenant of the keys")->required();
  auto flags = std::make_shared<SettingFlags>(*command, catalog_settings());
  command->callback([flags, request, run, &exit] { exit = finish(run(*flags, *request)); });
  return {command, request};
}

}  // namespace

void add_signing_key(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("signing-key", "The keys that delivery URLs are signed with");
  command->footer(
      "A secret is printed when its key is made, and never again.\n\nExample:\n"
      "  pictor signing-key rotate --tenant acme --grace 7d");
  command->require_subcommand(1);
  add(*command, exit, "add", "Make a key beside the others, and print its id and secret", add_key);
  const Added rotate = add(*command, exit, "rotate", "Make a key, and let the others retire", rotate_keys);
  rotate.command->add_option("--grace", rotate.request->grace, "how long the others stay good: 90s, 5m, 1h, 30d")
      ->capture_default_str();
  const Added retire = add(*command, exit, "retire", "Refuse at once what a key has signed", retire_key);
  retire.command->add_option("key", retire.request->key, "id of the key")->required();
  add(*command, exit, "list", "Print the keys, one a line, without their secrets", list_keys);
}

}  // namespace pictor::cli
