#include <iostream>

#include "app/signing_keys.h"
#include "catalog/signing_keys.h"
#include "cli/tenant_command.h"
#include "config/setting_value.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct KeyRequest {
  std::string tenant;
  std::string key;
  std::string grace = "7d";
};

ExitCode show_secret(const SigningKey& key) {
  std::cout << key.id.str() << " " << key.secret << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> add_key(const TenantCatalog& catalog, const KeyRequest&) {
  SystemRandom random;
  return show_secret(TRY(catalog.change([&](sql::Session& session) {
    return app::add_signing_key(session, catalog.tenant, SystemClock().now(), random);
  })));
}

Result<ExitCode> rotate_keys(const TenantCatalog& catalog, const KeyRequest& request) {
  const auto grace = config::parse_duration(request.grace);
  if (!grace) return fail_parameter("grace", "--grace is a time, like 90 (seconds), 90s, 5m, 1h or 30d");
  SystemRandom random;
  return show_secret(TRY(catalog.change([&](sql::Session& session) {
    return app::rotate_signing_keys(session, catalog.tenant, *grace, SystemClock().now(), random);
  })));
}

Result<ExitCode> retire_key(const TenantCatalog& catalog, const KeyRequest& request) {
  const KeyId id = TRY(parse_key_id(request.key));
  TRY_VOID(catalog.change([&](sql::Session& session) {
    return catalog::retire_signing_key(session, catalog.tenant, id, SystemClock().now());
  }));
  return ExitCode::kOk;
}

Result<ExitCode> list_keys(const TenantCatalog& catalog, const KeyRequest&) {
  const auto list = [&](sql::Session& session) { return catalog::list_signing_keys(session, catalog.tenant); };
  for (const SigningKey& key : TRY(catalog.database->read(list))) {
    std::cout << key.id.str() << " since " << format_rfc3339(key.created_at);
    if (key.retires_at) std::cout << " until " << format_rfc3339(*key.retires_at);
    std::cout << "\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void add_signing_key(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("signing-key", "The keys that delivery URLs are signed with");
  command->footer(
      "A secret is printed when its key is made, and never again.\n\nExample:\n"
      "  pictor signing-key rotate --tenant acme --grace 7d");
  command->require_subcommand(1);
  using Command = TenantCommand<KeyRequest>;
  const Command add(*command, exit, "add", "Make a key beside the others, and print its id and secret", add_key);
  const Command rotate(*command, exit, "rotate", "Make a key, and let the others retire", rotate_keys);
  rotate.command->add_option("--grace", rotate.request->grace, "how long the others stay good: 90s, 5m, 1h, 30d")
      ->capture_default_str();
  const Command retire(*command, exit, "retire", "Refuse at once what a key has signed", retire_key);
  retire.command->add_option("key", retire.request->key, "id of the key")->required();
  const Command list(*command, exit, "list", "Print the keys, one a line, without their secrets", list_keys);
}

}  // namespace pictor::cli
