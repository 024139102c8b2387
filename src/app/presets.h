#pragma once

#include <optional>
#include <string>

#include "cdn/outbox.h"
#include "delivery/picture.h"
#include "model/ids.h"
#include "model/preset_definition.h"
#include "sql/database.h"

namespace pictor::app {

/// What a preset's name stands for.
struct NamedTransform {
  delivery::PresetVersion pinned;
  bool built_in = false;  ///< one of policy::default_presets(), whose pictures are made with every upload
  delivery::Transform transform;
};

/// A built-in preset or one of the tenant's. Errors: kNotFound. Inside the caller's transaction.
Result<NamedTransform> find_named_transform(sql::Session& session, const TenantId& tenant,
                                            const delivery::PresetReference& preset);

/// Gives the tenant's preset a new version, so that the edge asks again for what it kept by the last one, or answers
/// the newest where it says the same; `transform` may be in any spelling. Errors: kInvalidParameter for a name or a
/// transform that is none, kConflict for a built-in name, kNotFound when there is no such tenant.
Result<PresetDefinition> define_preset(sql::Session& session, const cdn::Outbox& edge, const TenantId& tenant,
                                       const std::string& name, std::string_view transform, Time now);

/// Removes a preset with all its versions, here and at the edge. Errors: kNotFound.
Result<void> remove_preset(sql::Session& session, const cdn::Outbox& edge, const TenantId& tenant,
                           const std::string& name, Time now);

}  // namespace pictor::app
