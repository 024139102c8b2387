#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/edge.h"
#include "cli/node.h"
#include "codec/child/type_agreement.h"

namespace pictor::cli {
namespace {

void print_settings(const SettingFlags& flags, const config::Settings& settings) {
  std::string file = flags.file();
  std::cout << "settings file: " << (file.empty() ? "none" : file) << "\n";
  for (const config::SettingRow& row : config::setting_rows())
    std::cout << "  " << row.key << " = " << config::shown_value(settings, row) << "\n";
}

// Each check answers a few words about what it found.

Result<std::string> check_data_folder(const config::Settings& settings) {
  TRY_VOID(make_data_folder(settings));
  std::string probe = (std::filesystem::path(settings.data) / "doctor.XXXXXX").string();
  UniqueFd file(::mkostemp(probe.data(), O_CLOEXEC));
  if (!file) return fail_errno(ErrorCode::kStorageUnavailable, "cannot write to " + settings.data, "mkostemp", errno);
  ::unlink(probe.c_str());
  return "writable: " + settings.data;
}

Result<std::string> check_token_secret(const config::Settings& settings) {
  TRY(token_secret(settings));
  return std::string(settings.jwt_secret.empty() ? "in the data folder" : "configured");
}

Result<std::string> check_database(const config::Settings& settings) {
  auto database = TRY(open_database(settings));
  TRY(database->read([](sql::Session& session) { return session.query("SELECT 1"); }));
  return "answers: " + database_url(settings);
}

Result<std::string> check_blobs(const config::Settings& settings) {
  auto blobs = TRY(open_blobs(settings));
  TRY_VOID(blobs->check());
  return "writable: " + (settings.blobs.empty() ? blobs_folder(settings).string() : settings.blobs);
}

Result<std::string> check_type_database(const config::Settings&) {
  TRY(codec::TypeAgreement::load());
  return std::string("libmagic's database loads");
}

Result<std::string> check_codec(const config::Settings& settings) {
  config::Settings smallest = settings;
  smallest.workers = 1;
  auto pool = start_codec(smallest);
  codec::Confinement confinement = TRY(pool->confinement());
  TRY_VOID(pool->check());
  return codec::describe(confinement);
}

Result<std::string> check_edge(const config::Settings& settings) {
  const cdn::Edge edge = TRY(open_edge(settings));
  std::string found = settings.cdn;
  for (const auto& target : edge.targets)
    found += "; " + TRY(target->check(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  return found;
}

struct Check {
  const char* name;
  Result<std::string> (*run)(const config::Settings& settings);
};

constexpr Check kChecks[] = {
    {"data folder", check_data_folder},
    {"token secret", check_token_secret},
    {"database", check_database},
    {"blobs", check_blobs},
    {"file types", check_type_database},
    {"codec processes", check_codec},
    {"edge", check_edge},
};

/// Prints one line and answers whether all is well.
bool passes(const Check& check, const config::Settings& settings) {
  auto finding = check.run(settings);
  std::cout << (finding ? "ok    " : "FAIL  ") << check.name << ": ";
  if (finding) {
    std::cout << *finding << "\n";
  } else {
    std::cout << finding.error().message << (finding.error().cause.empty() ? "" : " (" + finding.error().cause + ")")
              << "\n";
  }
  return finding.has_value();
}

Result<ExitCode> examine(const SettingFlags& flags) {
  config::Settings settings = TRY(flags.load());
  print_settings(flags, settings);
  int failures = 0;
  for (const Check& check : kChecks) failures += passes(check, settings) ? 0 : 1;
  return failures == 0 ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void add_doctor(CLI::App& parent, ExitCode& exit) {
  CLI::App* command = parent.add_subcommand("doctor", "Print the effective settings and check what the server needs");
  command->footer("Exits with 1 when a check fails.\n\nExample:\n  pictor doctor --config /etc/pictor.toml");
  auto flags = std::make_shared<SettingFlags>(*command, all_settings());
  auto markdown = std::make_shared<bool>(false);
  command->add_flag("--settings-markdown", *markdown)->group("");  // hidden: it writes docs/operations/settings.md
  command->callback([flags, markdown, &exit] {
    if (*markdown) {
      std::cout << config::settings_markdown();
    } else {
      exit = finish(examine(*flags));
    }
  });
}

}  // namespace pictor::cli
