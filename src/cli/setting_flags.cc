#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "cli/command.h"
#include "observe/log.h"

namespace pictor::cli {
namespace {

constexpr const char* kDefaultFile = "pictor.toml";

/// `name` is one of those that settings allow.
observe::Level level_named(std::string_view name) {
  if (name == "debug") return observe::Level::kDebug;
  if (name == "warning") return observe::Level::kWarning;
  if (name == "error") return observe::Level::kError;
  return observe::Level::kInfo;
}

}  // namespace

std::span<const std::string_view> catalog_settings() {
  static constexpr std::array<std::string_view, 3> kKeys = {"data", "database", "log_level"};
  return kKeys;
}

std::span<const std::string_view> sweep_settings() {
  static constexpr std::array<std::string_view, 6> kKeys = {
      "data", "database", "blobs", "trash_retention", "max_rendition_bytes", "log_level"};
  return kKeys;
}

std::span<const std::string_view> edge_settings() {
  static const std::vector<std::string_view> keys = [] {
    std::vector<std::string_view> made(catalog_settings().begin(), catalog_settings().end());
    made.push_back("public_url");
    for (const std::string_view key : all_settings())
      if (key.starts_with("cdn")) made.push_back(key);
    return made;
  }();
  return keys;
}

std::span<const std::string_view> token_settings() {
  static constexpr std::array<std::string_view, 5> kKeys = {"data", "database", "jwt_issuer", "jwt_audience",
                                                            "log_level"};
  return kKeys;
}

std::span<const std::string_view> all_settings() {
  static const std::vector<std::string_view> keys = [] {
    std::vector<std::string_view> made;
    for (const config::SettingRow& row : config::setting_rows()) made.push_back(row.key);
    return made;
  }();
  return keys;
}

SettingFlags::SettingFlags(CLI::App& command, std::span<const std::string_view> keys) {
  command.add_option("--config", file_, "settings file (TOML); else PICTOR_CONFIG, else ./pictor.toml if it is there")
      ->type_name("FILE")
      ->group("Settings");
  for (const config::SettingRow& row : config::setting_rows())
    if (!row.flag.empty() && std::ranges::count(keys, row.key) > 0) add(command, row);
}

void SettingFlags::add(CLI::App& command, const config::SettingRow& row) {
  command
      .add_option_function<std::string>(
          row.flag, [this, key = row.key](const std::string& text) { flags_[key] = text; }, row.meaning)
      ->type_name("")
      ->default_str(config::shown_value(config::Settings(), row))
      ->group("Settings");
}

std::string SettingFlags::file() const {
  if (!file_.empty()) return file_;
  if (const char* named = std::getenv("PICTOR_CONFIG"); named && *named) return named;
  std::error_code error;  // a folder that cannot be looked into has no settings file for us
  return std::filesystem::exists(kDefaultFile, error) ? kDefaultFile : "";
}

Result<config::Settings> SettingFlags::load() const {
  auto environment = TRY(config::settings_from_environment(environ));
  auto settings = TRY(config::load_settings(file(), environment, flags_));
  observe::set_log_level(level_named(settings.log_level));
  return settings;
}

}  // namespace pictor::cli
