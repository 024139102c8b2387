#include <cstdlib>

#include "config/settings.h"

namespace pictor::config {
namespace {

std::string code(const std::string& text) { return text.empty() ? "" : "`" + text + "`"; }

std::string_view name_of(SettingKind kind) {
  switch (kind) {
    case SettingKind::kText:
      return "text";
    case SettingKind::kNumber:
      return "number";
    case SettingKind::kBytes:
      return "bytes";
    case SettingKind::kDuration:
      return "time";
    case SettingKind::kSwitch:
      return "switch";
  }
  std::abort();
}

constexpr std::string_view kHead = R"(# Settings

This page is written by `pictor doctor --settings-markdown` from the table in `src/config/setting_table.cc`; a test compares them.

A setting is taken from the first of these that gives it: the flag, the environment, the settings file, the default.
The file is TOML, one `key = value` a line; it is named by `--config` or `PICTOR_CONFIG`, else it is `pictor.toml` in the
working directory when there is one. A key, a `PICTOR_` variable or a flag that is not in this table is an error.

Bytes are a whole number, or one with `KiB`, `MiB`, `GiB` or `TiB` behind it. Times are a whole number of seconds, or one
with `s`, `m`, `h` or `d` behind it. Switches are `on`, `off`, `true` or `false`. Secrets have no flag, because other users
of a machine see its command lines.

| key | kind | default | environment | flag | meaning |
|---|---|---|---|---|---|
)";

}  // namespace

std::string settings_markdown() {
  std::string text(kHead);
  const Settings defaults;
  for (const SettingRow& row : setting_rows()) {
    text += "| " + code(row.key) + " | " + std::string(name_of(row.kind)) + " | " + code(shown_value(defaults, row));
    text += " | " + code(row.environment) + " | " + code(row.flag) + " | " + row.meaning + " |\n";
  }
  return text;
}

}  // namespace pictor::config
