#include <CLI/CLI.hpp>
#include <iostream>
#include <string_view>

#include "cli/codec_process.h"
#include "cli/command.h"

namespace pictor::cli {
namespace {

constexpr const char* kFooter =
    R"(Exit codes: 0 done; 1 it failed, or what was checked is not well; 2 the command line or a setting is wrong.

Start with:
  pictor serve --demo)";

/// Runs the subcommand that the command line names.
ExitCode run(int argc, char** argv) {
  ExitCode exit = ExitCode::kOk;
  CLI::App app("Pictor keeps images, optimises them and serves them.", "pictor");
  app.footer(kFooter);
  app.require_subcommand(1);
  for (auto add : {add_serve, add_migrate, add_tenant, add_token, add_signing_key, add_preset, add_gc, add_blobs,
                   add_cdn, add_usage, add_doctor, add_version})
    add(app, exit);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    bool is_help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (is_help) return app.exit(error), ExitCode::kOk;
    std::cerr << "pictor: " << error.what() << " (see pictor --help)\n";
    return ExitCode::kUsage;
  }
  return exit;
}

}  // namespace
}  // namespace pictor::cli

int main(int argc, char** argv) {
  // Before anything else: a codec process has nothing but its socket, and takes no other argument.
  if (argc == 2 && std::string_view(argv[1]) == "codec") return pictor::cli::run_codec_process();
  return static_cast<int>(pictor::cli::run(argc, argv));
}
