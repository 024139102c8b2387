#pragma once
// The table itself: where each setting lives, and which values it takes. Private to this folder.

#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.h"

namespace pictor::config {

using SettingMember = std::variant<std::string Settings::*, int Settings::*, std::int64_t Settings::*,
                                   std::chrono::seconds Settings::*, bool Settings::*>;

struct SettingDefinition {
  SettingRow row;
  SettingMember member;
  std::int64_t lowest = 0;  ///< of numbers, bytes and durations (in seconds)
  std::int64_t highest = 0;
  /// What a text must look like; empty when it is fine.
  std::string (*complaint)(std::string_view text) = nullptr;
};

const std::vector<SettingDefinition>& setting_table();

/// Null when there is none of that key.
const SettingDefinition* find_setting(std::string_view key);

/// Reads `text` into the member. Errors: kInvalidParameter with what the value must be; the value itself is not told,
/// for it may be a secret.
Result<void> assign(Settings& settings, const SettingDefinition& definition, std::string_view text);
/// The member's value as assign() reads it.
std::string value_text(const Settings& settings, const SettingDefinition& definition);

}  // namespace pictor::config
