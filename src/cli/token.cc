#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <vector>

#include "catalog/tenants.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/node.h"
#include "config/setting_value.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct TokenRequest {
  std::string tenant;
  std::string subject;
  std::vector<std::string> roles;
  std::string ttl = "1h";
};

Result<access::Principal> principal_of(const TokenRequest& request) {
  access::Principal principal{
      .tenant = TRY(parse_tenant_id(request.tenant)), .subject = TRY(parse_subject_id(request.subject)), .roles = {}};
  for (const std::string& name : request.roles) {
    auto role = access::role_from(name);
    if (!role) return fail_parameter("role", "a role is viewer, editor or admin, not " + name);
    principal.roles.insert(*role);
  }
  return principal;
}

Result<void> expect_tenant(const config::Settings& settings, const TenantId& tenant) {
  auto database = TRY(open_catalog(settings));
  auto exists = [&](sql::Session& session) { return catalog::tenant_exists(session, tenant); };
  if (TRY(database->read(exists))) return {};
  return fail(ErrorCode::kNotFound, "there is no tenant " + tenant.str() + ": pictor tenant create " + tenant.str());
}

Result<ExitCode> print_token(const SettingFlags& flags, const TokenRequest& request) {
  access::Principal principal = TRY(principal_of(request));
  auto ttl = config::parse_duration(request.ttl);
  if (!ttl) return fail_parameter("ttl", "--ttl is a time, like 90 (seconds), 90s, 5m, 1h or 30d");
  config::Settings settings = TRY(flags.load());
  TRY_VOID(expect_tenant(settings, principal.tenant));
  access::TokenSecret secret = TRY(token_secret(settings));
  std::cout << TRY(access::mint_token(secret, token_rules(settings), principal, SystemClock().now(), *ttl)) << "\n";
  return ExitCode::kOk;
}

}  // namespace

void add_token(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("token", "Print a bearer token");
  command->footer(
      "Example:\n  curl -H \"Authorization: Bearer $(pictor token --tenant demo --subject alice --role editor)\""
      " http://127.0.0.1:8080/images");
  auto request = std::make_shared<TokenRequest>();
  command->add_option("--tenant", request->tenant, "tenant that the token is for")->required();
  command->add_option("--subject", request->subject, "who acts: the owner of what is uploaded with it")->required();
  command->add_option("--role", request->roles, "viewer, editor or admin; may be repeated")->required();
  command->add_option("--ttl", request->ttl, "how long it is valid: 90s, 5m, 1h, 30d")->capture_default_str();
  auto flags = std::make_shared<SettingFlags>(*command, token_settings());
  command->callback([flags, request, &exit] { exit = finish(print_token(*flags, *request)); });
}

}  // namespace pictor::cli
