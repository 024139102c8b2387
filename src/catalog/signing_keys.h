#pragma once

#include <optional>
#include <vector>

#include "model/signing_key.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Errors: kConflict when the id is taken, kNotFound when there is no such tenant.
Result<void> insert_signing_key(sql::Session& session, const TenantId& tenant, const SigningKey& key);
/// Retired ones too: callers look at `retires_at`.
Result<std::optional<SigningKey>> find_signing_key(sql::Session& session, const TenantId& tenant, const KeyId& id);
/// From the newest to the oldest.
Result<std::vector<SigningKey>> list_signing_keys(sql::Session& session, const TenantId& tenant);
/// Ends a key at `at`, or earlier where that was said before. Errors: kNotFound.
Result<void> retire_signing_key(sql::Session& session, const TenantId& tenant, const KeyId& id, Time at);

}  // namespace pictor::catalog
