#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.h"

namespace pictor::cli {

void add_version(CLI::App& parent, ExitCode&) {
  parent.add_subcommand("version", "Print the version")->callback([] { std::cout << "pictor " PICTOR_VERSION "\n"; });
}

}  // namespace pictor::cli
