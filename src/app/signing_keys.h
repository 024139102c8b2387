#pragma once
// The keys that a tenant's delivery URLs are signed with.

#include <chrono>
#include <optional>
#include <vector>

#include "app/deps.h"
#include "model/signing_key.h"

namespace pictor::app {

inline constexpr int kMaxValidKeys = 8;  ///< of a tenant, those included that are to retire

// Those with a session run inside the caller's transaction.

/// A new key beside those that there are; new URLs are signed with it. The only time that its secret is shown.
/// Errors: kConflict beyond kMaxValidKeys, kNotFound when there is no such tenant.
Result<SigningKey> add_signing_key(sql::Session& session, const TenantId& tenant, Time now, RandomSource& random);

/// The same, and all others retire after `grace`: URLs that were signed with them are good until then.
Result<SigningKey> rotate_signing_keys(sql::Session& session, const TenantId& tenant, std::chrono::seconds grace,
                                       Time now, RandomSource& random);

/// The key for new URLs: the newest that is not to retire.
Result<std::optional<SigningKey>> current_signing_key(sql::Session& session, const TenantId& tenant);

/// As transactions of their own. From the newest to the oldest; without their secrets.
Result<std::vector<SigningKey>> list_signing_keys(Deps& deps, const TenantId& tenant);
/// Adds, or rotates where the others are to retire.
Result<SigningKey> make_signing_key(Deps& deps, const TenantId& tenant,
                                    std::optional<std::chrono::seconds> retire_others);
/// At once: what it signed is refused from now on. Errors: kNotFound.
Result<void> retire_signing_key(Deps& deps, const TenantId& tenant, const KeyId& id);

}  // namespace pictor::app
