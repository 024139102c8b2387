#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/preset_definition.h"
#include "sql/database.h"

namespace pictor::catalog {

/// The version that `transform` has: the newest one where it says the same, else a new one. Numbers are never given
/// twice, also not after a removal. Errors: kNotFound when there is no such tenant.
Result<PresetDefinition> put_preset(sql::Session& session, const TenantId& tenant, const std::string& name,
                                    const std::string& transform, Time now);
/// That version, or the newest; nothing where the preset was removed.
Result<std::optional<PresetDefinition>> find_preset(sql::Session& session, const TenantId& tenant,
                                                    const std::string& name, std::optional<int> version);
/// The newest version of each, by name.
Result<std::vector<PresetDefinition>> list_presets(sql::Session& session, const TenantId& tenant);
/// All versions of it. Errors: kNotFound.
Result<void> remove_preset(sql::Session& session, const TenantId& tenant, const std::string& name, Time now);

}  // namespace pictor::catalog
