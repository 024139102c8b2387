#include <algorithm>
#include <array>

#include "config/setting_table.h"

namespace pictor::config {
namespace {

/// Names with our prefix that are read elsewhere: the settings file (by the command line), the images of the tests.
constexpr std::array<std::string_view, 2> kNotSettings = {"PICTOR_CONFIG", "PICTOR_CORPUS"};

/// Load tests switch rate limits off. There are none yet, so `off` is what is true, and nothing else may be promised.
constexpr std::string_view kRateLimits = "PICTOR_RATE_LIMITS";

const SettingDefinition* find_by_environment(std::string_view name) {
  for (const SettingDefinition& definition : setting_table())
    if (definition.row.environment == name) return &definition;
  return nullptr;
}

bool is_accepted_elsewhere(std::string_view name, std::string_view value) {
  return std::ranges::count(kNotSettings, name) > 0 || (name == kRateLimits && value == "off");
}

std::unexpected<Error> refuse(std::string_view name) {
  if (name == kRateLimits)
    return fail_parameter(std::string(name), "PICTOR_RATE_LIMITS can only be off: this version has no rate limits");
  return fail_parameter(std::string(name), std::string(name) + " is not a setting of this version");
}

}  // namespace

Result<RawSettings> settings_from_environment(const char* const* variables) {
  RawSettings settings;
  for (; *variables; ++variables) {
    std::string_view variable(*variables);
    std::size_t equals = variable.find('=');
    if (!variable.starts_with("PICTOR_") || equals == std::string_view::npos) continue;
    std::string_view name = variable.substr(0, equals);
    std::string_view value = variable.substr(equals + 1);
    if (const SettingDefinition* definition = find_by_environment(name)) {
      settings[definition->row.key] = value;
    } else if (!is_accepted_elsewhere(name, value)) {
      return refuse(name);
    }
  }
  return settings;
}

}  // namespace pictor::config
