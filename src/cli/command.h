#pragma once
// What all subcommands share: how they end, and how they take settings.

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/settings.h"

namespace CLI {
class App;
}

namespace pictor::cli {

/// What the process answers its caller with.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,  ///< it could not be done, or what was checked is not well
  kUsage = 2,   ///< the command line or a setting is wrong; nothing was done
};

/// Tells a failure on standard error as one sentence, and says what to exit with.
ExitCode report(const Error& error);
/// The code of a finished command; a failure is reported first.
ExitCode finish(const Result<ExitCode>& outcome);

// Which settings a subcommand takes as flags; the environment and the file may give all.

/// Where the catalog is.
std::span<const std::string_view> catalog_settings();
/// Where everything is, how long the trash is kept, and what renditions may take.
std::span<const std::string_view> sweep_settings();
/// Where the catalog is, and what stands in front.
std::span<const std::string_view> edge_settings();
/// Where the catalog and the secret are, and what tokens say.
std::span<const std::string_view> token_settings();
std::span<const std::string_view> all_settings();

/// The settings of one subcommand: its flags and --config, on top of the environment.
class SettingFlags {
 public:
  /// Adds --config and the flags of `keys` to `command`, which must not outlive this.
  SettingFlags(CLI::App& command, std::span<const std::string_view> keys);
  SettingFlags(const SettingFlags&) = delete;
  SettingFlags& operator=(const SettingFlags&) = delete;

  /// The effective settings, once the command line is parsed; sets the log's level by them. Errors: those of
  /// config::load_settings().
  Result<config::Settings> load() const;
  /// The settings file that load() reads; empty when there is none.
  std::string file() const;

 private:
  void add(CLI::App& command, const config::SettingRow& row);
  std::string file_;
  config::RawSettings flags_;
};

// One a file: adds a subcommand that leaves its exit code in `exit`.
void add_serve(CLI::App& parent, ExitCode& exit);
void add_migrate(CLI::App& parent, ExitCode& exit);
void add_tenant(CLI::App& parent, ExitCode& exit);
void add_token(CLI::App& parent, ExitCode& exit);
void add_signing_key(CLI::App& parent, ExitCode& exit);
void add_preset(CLI::App& parent, ExitCode& exit);
void add_gc(CLI::App& parent, ExitCode& exit);
void add_blobs(CLI::App& parent, ExitCode& exit);
void add_cdn(CLI::App& parent, ExitCode& exit);
void add_usage(CLI::App& parent, ExitCode& exit);
void add_doctor(CLI::App& parent, ExitCode& exit);
void add_version(CLI::App& parent, ExitCode& exit);

}  // namespace pictor::cli
