#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/import_usage.h"
#include "blobs/s3/s3_archive.h"
#include "cli/command.h"
#include "cli/node.h"

namespace pictor::cli {
namespace {

constexpr std::int64_t kProgressEvery = 100;  ///< logs

void show(const app::UsageImport& import) {
  std::cout << "imported " << import.logs << " logs (" << import.requests << " requests, " << import.bytes
            << " bytes), " << import.known_logs << " were imported before" << std::endl;
}

void show_skipped(const app::UsageImport& import) {
  if (import.lines.damaged > 0) std::cout << "skipped " << import.lines.damaged << " damaged lines\n";
  if (import.of_nobody > 0) std::cout << "skipped " << import.of_nobody << " requests of unknown tenants or days\n";
  if (import.damaged_logs > 0) std::cout << "skipped " << import.damaged_logs << " damaged logs\n";
}

Result<ExitCode> import_logs(const SettingFlags& flags, const std::string& url) {
  const config::Settings settings = TRY(flags.load());
  const SystemClock clock;
  SystemRandom random;
  const auto database = TRY(open_catalog(settings));
  blobs::S3Archive archive(TRY(blobs::parse_s3_location(url)), settings.data, clock, random);
  const auto progress = [](const app::UsageImport& import) {
    if (import.logs > 0 && import.logs % kProgressEvery == 0) show(import);
  };
  const app::UsageImport import = TRY(app::import_usage(*database, archive, clock.now(), progress));
  show(import);
  show_skipped(import);
  return import.damaged_logs == 0 ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void add_usage(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("usage", "Count what the edge delivered");
  command->require_subcommand(1);
  CLI::App* importing = command->add_subcommand("import", "Add CloudFront's standard logs to what GET /usage answers");
  importing->footer(
      "Safe beside a running server, and to be repeated, by cron for instance: each log is counted once. Exits with 1 "
      "when a\n"
      "log is damaged. Credentials are found as AWS's tools find them.\n\nExample:\n"
      "  pictor usage import 's3://my-logs/pictor?region=eu-central-1'");
  auto url = std::make_shared<std::string>();
  importing->add_option("logs", *url, "where they are: s3://<bucket>/<folder>?endpoint=…&region=…&path_style=true")
      ->required();
  auto flags = std::make_shared<SettingFlags>(*importing, catalog_settings());
  importing->callback([flags, url, &exit] { exit = finish(import_logs(*flags, *url)); });
}

}  // namespace pictor::cli
