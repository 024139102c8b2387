#include "base/number.h"
#include "config/setting_table.h"
#include "config/setting_value.h"

namespace pictor::config {
namespace {

std::string show_number(SettingKind kind, std::int64_t value) {
  switch (kind) {
    case SettingKind::kBytes:
      return show_bytes(value);
    case SettingKind::kDuration:
      return show_duration(std::chrono::seconds(value));
    default:
      return std::to_string(value);
  }
}

std::optional<std::int64_t> parse_by_kind(SettingKind kind, std::string_view text) {
  switch (kind) {
    case SettingKind::kBytes:
      return parse_bytes(text);
    case SettingKind::kDuration:
      return parse_duration(text).transform([](std::chrono::seconds seconds) { return seconds.count(); });
    default:
      return number_from<std::int64_t>(text);
  }
}

std::string_view spelling_of(SettingKind kind) {
  switch (kind) {
    case SettingKind::kBytes:
      return "a number of bytes, like 1048576 or 100MiB,";
    case SettingKind::kDuration:
      return "a time, like 90 (seconds), 90s, 5m, 1h or 30d,";
    default:
      return "a whole number";
  }
}

/// A number, a size or a duration in seconds that is inside the setting's range.
Result<std::int64_t> parse_ranged(const SettingDefinition& definition, std::string_view text) {
  SettingKind kind = definition.row.kind;
  auto value = parse_by_kind(kind, text);
  if (value && *value >= definition.lowest && *value <= definition.highest) return *value;
  return fail_parameter(definition.row.key, "must be " + std::string(spelling_of(kind)) + " between " +
                                                show_number(kind, definition.lowest) + " and " +
                                                show_number(kind, definition.highest));
}

/// Reads one text into each type of member.
struct Assignment {
  Settings& settings;
  const SettingDefinition& definition;
  std::string_view text;

  Result<void> operator()(std::string Settings::* member) const {
    if (std::string complaint = definition.complaint(text); !complaint.empty())
      return fail_parameter(definition.row.key, std::move(complaint));
    settings.*member = text;
    return {};
  }
  Result<void> operator()(int Settings::* member) const {
    settings.*member = static_cast<int>(TRY(parse_ranged(definition, text)));  // the ranges fit
    return {};
  }
  Result<void> operator()(std::int64_t Settings::* member) const {
    settings.*member = TRY(parse_ranged(definition, text));
    return {};
  }
  Result<void> operator()(std::chrono::seconds Settings::* member) const {
    settings.*member = std::chrono::seconds(TRY(parse_ranged(definition, text)));
    return {};
  }
  Result<void> operator()(bool Settings::* member) const {
    auto on = parse_switch(text);
    if (!on) return fail_parameter(definition.row.key, "must be on, off, true or false");
    settings.*member = *on;
    return {};
  }
};

/// Shows each type of member.
struct Showing {
  const Settings& settings;
  SettingKind kind;

  std::string operator()(std::string Settings::* member) const { return settings.*member; }
  std::string operator()(int Settings::* member) const { return show_number(kind, settings.*member); }
  std::string operator()(std::int64_t Settings::* member) const { return show_number(kind, settings.*member); }
  std::string operator()(std::chrono::seconds Settings::* member) const { return show_duration(settings.*member); }
  std::string operator()(bool Settings::* member) const { return show_switch(settings.*member); }
};

}  // namespace

Result<void> assign(Settings& settings, const SettingDefinition& definition, std::string_view text) {
  return std::visit(Assignment{settings, definition, text}, definition.member);
}

std::string value_text(const Settings& settings, const SettingDefinition& definition) {
  return std::visit(Showing{settings, definition.row.kind}, definition.member);
}

}  // namespace pictor::config
