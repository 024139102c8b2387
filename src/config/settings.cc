#include "config/settings.h"

#include "config/setting_table.h"
#include "config/toml_file.h"

namespace pictor::config {
namespace {

/// Applies one source, which spells a setting as the row's member `name` says; `where` is told after it.
Result<void> apply(Settings& settings, const RawSettings& source, std::string SettingRow::* name,
                   const std::string& where = "") {
  for (const auto& [key, text] : source) {
    const SettingDefinition* definition = find_setting(key);
    if (!definition) return fail_parameter(key, std::string("there is no setting ").append(key).append(where));
    if (auto assigned = assign(settings, *definition, text); !assigned)
      return fail_parameter(key, definition->row.*name + where + " " + assigned.error().message);
  }
  return {};
}

}  // namespace

const std::vector<SettingRow>& setting_rows() {
  static const std::vector<SettingRow> rows = [] {
    std::vector<SettingRow> made;
    for (const SettingDefinition& definition : setting_table()) made.push_back(definition.row);
    return made;
  }();
  return rows;
}

Result<Settings> load_settings(const std::string& file, const RawSettings& environment, const RawSettings& flags) {
  Settings settings;
  if (!file.empty()) {
    RawSettings in_file = TRY(read_toml_file(file));
    TRY_VOID(apply(settings, in_file, &SettingRow::key, " in " + file));
  }
  TRY_VOID(apply(settings, environment, &SettingRow::environment));
  TRY_VOID(apply(settings, flags, &SettingRow::flag));
  return settings;
}

std::string shown_value(const Settings& settings, const SettingRow& row) {
  std::string value = value_text(settings, *find_setting(row.key));
  return row.secret && !value.empty() ? "(hidden)" : value;
}

}  // namespace pictor::config
