#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/sweep.h"
#include "cli/command.h"
#include "cli/edge.h"
#include "cli/node.h"
#include "config/setting_value.h"

namespace pictor::cli {
namespace {

/// What the command line says, as text.
struct GcRequest {
  std::string grace = "1h";
  bool dry_run = false;
};

bool is_all_zero(const app::SweepReport& report) {
  return report.removed_tenants == 0 && report.expired_images == 0 && report.expired_drafts == 0 &&
         report.evicted_renditions == 0 && report.finished_deletions == 0 && report.orphan_blobs == 0 &&
         report.missing_blobs == 0 && report.forgotten_keys == 0 && report.finished_jobs == 0;
}

void print(const app::SweepReport& report) {
  if (is_all_zero(report)) {
    std::cout << "nothing left over\n";
    return;
  }
  std::cout << "removed tenants     " << report.removed_tenants << "\n"
            << "expired images      " << report.expired_images << "\n"
            << "expired drafts      " << report.expired_drafts << "\n"
            << "finished deletions  " << report.finished_deletions << "\n"
            << "evicted renditions  " << report.evicted_renditions << "\n"
            << "orphan blobs        " << report.orphan_blobs << " (" << report.orphan_bytes << " bytes)\n"
            << "missing blobs       " << report.missing_blobs << "\n"
            << "forgotten keys      " << report.forgotten_keys << "\n"
            << "finished jobs       " << report.finished_jobs << "\n";
}

Result<ExitCode> collect(const SettingFlags& flags, const GcRequest& request) {
  auto grace = config::parse_duration(request.grace);
  if (!grace || grace->count() < 0)
    return fail_parameter("grace", "--grace is a time, like 90 (seconds), 90s, 5m, 1h or 30d");
  config::Settings settings = TRY(flags.load());
  Storage storage = TRY(open_storage(settings));
  Node node(settings, std::move(storage), absent_codec(), TRY(open_edge(settings)));
  app::SweepReport report = TRY(app::sweep(node.deps(), {.grace = *grace, .dry_run = request.dry_run}));
  print(report);
  return report.missing_blobs == 0 ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void add_gc(CLI::App& parent, ExitCode& exit) {
  CLI::App* command =
      parent.add_subcommand("gc", "Remove what is due and what nothing refers to; report what is missing");
  command->footer(
      "Safe beside a running server. Exits with 1 when a row's blob is missing.\n\nExample:\n"
      "  pictor gc --dry-run");
  auto request = std::make_shared<GcRequest>();
  command->add_option("--grace", request->grace, "leave blobs alone that are younger: their row may still be coming")
      ->capture_default_str();
  command->add_flag("--dry-run", request->dry_run, "report only");
  auto flags = std::make_shared<SettingFlags>(*command, sweep_settings());
  command->callback([flags, request, &exit] { exit = finish(collect(*flags, *request)); });
}

}  // namespace pictor::cli
