#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/copy_blobs.h"
#include "cli/command.h"
#include "cli/node.h"

namespace pictor::cli {
namespace {

/// The two ends, as the setting `blobs` spells them.
struct CopyRequest {
  std::string from;
  std::string to;
};

Result<std::unique_ptr<blobs::BlobStore>> open_end(config::Settings settings, const std::string& url) {
  if (!url.empty() && !url.starts_with("file:") && !url.starts_with("s3://"))
    return fail_parameter("blobs", "a blob store is file:<path> or s3://<bucket>/<prefix>?…");
  settings.blobs = url;
  return open_blobs(settings);
}

void show(const app::CopyReport& report, const char* end) {
  std::cout << "copied " << report.copied << " blobs (" << report.copied_bytes << " bytes), " << report.already_there
            << " were there already" << end << std::flush;
}

Result<ExitCode> copy(const SettingFlags& flags, const CopyRequest& request) {
  config::Settings settings = TRY(flags.load());
  auto from = TRY(open_end(settings, request.from.empty() ? settings.blobs : request.from));
  auto to = TRY(open_end(settings, request.to));
  TRY_VOID(from->check());
  TRY_VOID(to->check());
  auto staging = TRY(blobs::StagingArea::open(std::filesystem::path(settings.data) / "copying"));
  const auto progress = [](const app::CopyReport& report) {
    if (report.copied % 100 == 0) show(report, "\n");
  };
  app::CopyReport report = TRY(app::copy_blobs(*from, *to, staging, {}, progress));
  show(report, "\n");
  return ExitCode::kOk;
}

}  // namespace

void add_blobs(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("blobs", "Move what is stored from one blob store to another");
  command->require_subcommand(1);
  CLI::App* copying = command->add_subcommand("copy", "Copy every blob that the other store lacks, and verify it");
  copying->footer(
      "Safe beside a running server, and to be repeated: copy, point PICTOR_BLOBS at the new store, restart, and copy "
      "once\n"
      "more for what was uploaded meanwhile.\n\nExample:\n"
      "  pictor blobs copy --to 's3://images/pictor?region=eu-central-1'");
  auto request = std::make_shared<CopyRequest>();
  copying->add_option("--from", request->from, "store to read (default: the configured one)");
  copying->add_option("--to", request->to, "store to write")->required();
  auto flags = std::make_shared<SettingFlags>(*copying, sweep_settings());
  copying->callback([flags, request, &exit] { exit = finish(copy(*flags, *request)); });
}

}  // namespace pictor::cli
