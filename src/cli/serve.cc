#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "app/sweep.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/demo.h"
#include "cli/edge.h"
#include "cli/edge_gauges.h"
#include "cli/job_gauges.h"
#include "cli/node.h"
#include "cli/periodic_sweep.h"
#include "cli/stop_signal.h"
#include "config/listen_address.h"
#include "http/api.h"
#include "http/server.h"
#include "jobs/queue.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::cli {
namespace {

http::ServerOptions server_options(const config::Settings& settings) {
  http::ServerOptions options;
  options.listen = settings.listen;
  options.threads = settings.http_threads;
  options.max_connections = settings.max_connections;
  options.header_timeout = settings.header_timeout;
  options.idle_timeout = settings.idle_timeout;
  options.request_timeout = settings.request_timeout;
  options.min_body_rate = settings.min_body_rate;
  options.access_log = settings.access_log;
  return options;
}

/// What an earlier process left undone, before anything new is accepted.
Result<void> settle_the_past(app::Deps& deps) {
  int uploads = TRY(app::recover(deps));
  auto reclaim = [&](sql::Session& session) { return jobs::reclaim_all(session, deps.clock.now()); };
  auto jobs = TRY(deps.database.write(sql::Durability::kRelaxed, reclaim));
  observe::log(observe::Level::kInfo, "serve.recovered", {{"uploads", uploads}, {"jobs", jobs}});
  return {};
}

/// The address that clients use: the configured one with the port that was really taken.
Result<std::string> url_of(const config::Settings& settings, std::uint16_t port) {
  auto address = TRY(config::parse_listen_address(settings.listen));
  address.port = port;
  return "http://" + config::to_string(address);
}

/// Ends what was started, in reverse, each with what is left of the time.
void drain(http::Server& server, jobs::Worker& worker, std::chrono::seconds timeout) {
  Deadline deadline = std::chrono::steady_clock::now() + timeout;
  server.drain(deadline);
  worker.stop(deadline);
}

Result<ExitCode> serve(const SettingFlags& flags, bool demo) {
  config::Settings settings = TRY(flags.load());
  StopSignal stop;
  TRY_VOID(make_data_folder(settings));
  ServeLock lock = TRY(ServeLock::take(settings));
  access::TokenSecret secret = TRY(token_secret(settings));
  Storage storage = TRY(open_storage(settings));
  cdn::Edge edge = TRY(open_edge(settings));
  Node node(settings, std::move(storage), start_codec(settings), std::move(edge));
  observe::set_gauge("pictor_build_info", {{"version", PICTOR_VERSION}}, 1);
  JobGauges gauges(node.deps().database);
  EdgeGauges edge_gauges(node.deps().database);
  TRY_VOID(settle_the_past(node.deps()));

  TRY_VOID(forget_former_edges(node.deps(), node.edge()));

  http::ApiScope api{.deps = node.deps(),
                     .urls = http::UrlPrefix(settings.public_url),
                     .cache_tags = node.edge().tag_header,
                     .delivery_url = [&edge = node.edge()](const std::string& path, Time until) {
                       return edge.url_of(path, {.until = until});
                     }};
  http::Server server(server_options(settings), http::make_api_site(api, secret, token_rules(settings)));
  node.worker().start();
  node.start_purging(dispatch_options(settings));
  PeriodicSweep sweep(node.deps(), settings.gc_interval);
  TRY_VOID(server.start());
  std::string url = TRY(url_of(settings, server.port()));
  std::cout << "listening on " << url << std::endl;
  if (demo) std::cout << TRY(prepare_demo(node.deps(), secret, token_rules(settings), url)) << std::flush;

  int signal = stop.await();
  observe::log(observe::Level::kInfo, "serve.stopping", {{"signal", signal}});
  drain(server, node.worker(), settings.drain_timeout);
  return ExitCode::kOk;
}

}  // namespace

void add_serve(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("serve", "Serve the API, and do the work behind it");
  command->footer(
      "SIGTERM or SIGINT finishes what is under way and stops; a second one stops at once.\n\nExample:\n"
      "  pictor serve --demo --data /var/lib/pictor --listen 127.0.0.1:8080");
  auto demo = std::make_shared<bool>(false);
  command->add_flag("--demo", *demo, "make sure that there is a tenant `demo` and print a token for it");
  auto flags = std::make_shared<SettingFlags>(*command, all_settings());
  command->callback([flags, demo, &exit] { exit = finish(serve(*flags, *demo)); });
}

}  // namespace pictor::cli
