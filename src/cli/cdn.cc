#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/edge.h"
#include "cli/node.h"
#include "config/setting_value.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct PurgeRequest {
  std::string tenant, image, preset, path;
  bool everything = false;
};

struct GrantRequest {
  std::string what;  ///< a path or a tenant
  std::string ttl = "1h";
  std::string delay;
  std::string cidr;
};

Result<cdn::Purge> purge_named(const PurgeRequest& request) {
  if (request.everything) return cdn::purge_everything();
  if (!request.path.empty()) return cdn::purge_path(request.path);
  if (!request.preset.empty()) {
    const auto preset = delivery::parse_preset_version(request.preset);
    if (!preset) return fail_parameter("preset", "a preset is named with its version, like card@1");
    return cdn::purge_preset(*preset);
  }
  if (request.tenant.empty()) return fail_parameter("tenant", "say what to purge: see pictor cdn purge --help");
  const TenantId tenant = TRY(parse_tenant_id(request.tenant));
  if (request.image.empty()) return cdn::purge_tenant(tenant);
  return cdn::purge_image(tenant, TRY(parse_image_id(request.image)), cdn::Staleness::kNever);
}

Result<ExitCode> purge(const SettingFlags& flags, const PurgeRequest& request) {
  const config::Settings settings = TRY(flags.load());
  const cdn::Edge edge = TRY(open_edge(settings));
  if (edge.targets.empty()) return fail_parameter("cdn", "cdn = none: there is no edge to purge");
  const cdn::Purge purge = TRY(purge_named(request));
  const auto database = TRY(open_catalog(settings));
  TRY_VOID(database->write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return cdn::Outbox(edge.targets).add(session, purge, SystemClock().now());
  }));
  std::cout << "left for the server to carry out: " << purge.item << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> status(const SettingFlags& flags) {
  const config::Settings settings = TRY(flags.load());
  const auto database = TRY(open_catalog(settings));
  const auto read = [](sql::Session& session) { return cdn::edge_backlog(session, SystemClock().now()); };
  const cdn::EdgeBacklog backlog = TRY(database->read(read));
  std::cout << "purges waiting       " << backlog.waiting << "\n"
            << "batches unsent       " << backlog.unsent << "\n"
            << "batches in progress  " << backlog.in_progress << "\n";
  if (backlog.oldest) std::cout << "oldest since         " << format_rfc3339(*backlog.oldest) << "\n";
  if (!backlog.last_error.empty()) std::cout << "last error           " << backlog.last_error << "\n";
  return ExitCode::kOk;
}

Result<std::chrono::seconds> duration_of(const std::string& flag, const std::string& text) {
  const auto duration = config::parse_duration(text);
  if (duration && duration->count() > 0) return *duration;
  return fail_parameter(flag, "--" + flag + " is a time, like 90 (seconds), 90s, 5m, 1h or 30d");
}

Result<cdn::Terms> terms_of(const GrantRequest& request) {
  const Time now = SystemClock().now();
  cdn::Terms terms{.until = now + TRY(duration_of("ttl", request.ttl))};
  if (!request.delay.empty()) terms.from = now + TRY(duration_of("delay", request.delay));
  if (!request.cidr.empty()) terms.cidr = request.cidr;
  return terms;
}

Result<ExitCode> print_url(const SettingFlags& flags, const GrantRequest& request) {
  const config::Settings settings = TRY(flags.load());
  const cdn::Edge edge = TRY(open_edge(settings));
  const cdn::Terms terms = TRY(terms_of(request));
  if (!request.what.starts_with('/')) return fail_parameter("path", "a path begins with a slash");
  std::cout << TRY(edge.url_of(request.what, terms)) << "\n";
  return ExitCode::kOk;
}

Result<ExitCode> print_cookies(const SettingFlags& flags, const GrantRequest& request) {
  const config::Settings settings = TRY(flags.load());
  const cdn::Edge edge = TRY(open_edge(settings));
  const cdn::Terms terms = TRY(terms_of(request));
  const TenantId tenant = TRY(parse_tenant_id(request.what));
  const std::vector<cdn::Cookie> cookies = TRY(edge.cookies_of(tenant, terms));
  for (const cdn::Cookie& cookie : cookies)
    std::cout << "Set-Cookie: " << cookie.name << "=" << cookie.value << "; Path=/t/" << tenant.str()
              << "/; Secure; HttpOnly; SameSite=None\n";
  return ExitCode::kOk;
}

void add_purge(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("purge", "Make the edge forget pictures");
  command->footer("Example:\n  pictor cdn purge --tenant acme\n  pictor cdn purge --preset card@2");
  auto request = std::make_shared<PurgeRequest>();
  command->add_option("--tenant", request->tenant, "all pictures of a tenant, or with --image of one image");
  command->add_option("--image", request->image, "all pictures of an image of that tenant")->needs("--tenant");
  command->add_option("--preset", request->preset, "all pictures by a preset, like card@1");
  command->add_option("--path", request->path, "one path, or with * at its end all that begin so");
  command->add_flag("--everything", request->everything, "all that it has");
  auto flags = std::make_shared<SettingFlags>(*command, edge_settings());
  command->callback([flags, request, &exit] { exit = finish(purge(*flags, *request)); });
}

void add_status(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("status", "Print what the edge was not told of yet");
  command->footer("Example:\n  pictor cdn status");
  auto flags = std::make_shared<SettingFlags>(*command, edge_settings());
  command->callback([flags, &exit] { exit = finish(status(*flags)); });
}

void add_grant(CLI::App& parent, ExitCode& exit, const char* name, const char* meaning, const char* argument,
               Result<ExitCode> (*print)(const SettingFlags&, const GrantRequest&)) {
  CLI::App* command = parent.add_subcommand(name, meaning);
  auto request = std::make_shared<GrantRequest>();
  command->add_option(argument, request->what)->required();
  command->add_option("--ttl", request->ttl, "until when it is good, from now")->capture_default_str();
  command->add_option("--delay", request->delay, "from when it is good, from now; else at once");
  command->add_option("--cidr", request->cidr, "for one IPv4 address or network alone, like 192.0.2.0/24");
  auto flags = std::make_shared<SettingFlags>(*command, edge_settings());
  command->callback([flags, request, print, &exit] { exit = finish(print(*flags, *request)); });
}

}  // namespace

void add_cdn(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("cdn", "Purge the edge, see what it was told, sign for it");
  command->require_subcommand(1);
  add_purge(*command, exit);
  add_status(*command, exit);
  add_grant(*command, exit, "url", "Print where clients get a path from the edge", "path", print_url);
  add_grant(*command, exit, "cookies", "Print cookies that open everything of a tenant at the edge", "tenant",
            print_cookies);
}

}  // namespace pictor::cli
