#include "app/signing_keys.h"

#include <algorithm>
#include <array>

#include "app/forget_deliveries.h"
#include "base/encoding.h"
#include "catalog/signing_keys.h"

namespace pictor::app {
namespace {

/// Tells scanners of repositories and logs what they have found.
constexpr std::string_view kSecretPrefix = "psk_";

SigningKey new_key(Time now, RandomSource& random) {
  std::array<std::uint8_t, 32> secret{};
  random.fill(secret);
  return {.id = new_key_id(random), .secret = std::string(kSecretPrefix) + to_base64url(secret), .created_at = now};
}

}  // namespace

Result<SigningKey> add_signing_key(sql::Session& session, const TenantId& tenant, Time now, RandomSource& random) {
  const auto keys = TRY(catalog::list_signing_keys(session, tenant));
  const auto valid = std::ranges::count_if(keys, [&](const SigningKey& key) { return is_valid(key, now); });
  if (valid >= kMaxValidKeys)
    return fail(ErrorCode::kConflict, "the tenant has " + std::to_string(kMaxValidKeys) + " keys: retire one first");
  SigningKey key = new_key(now, random);
  TRY_VOID(catalog::insert_signing_key(session, tenant, key));
  return key;
}

Result<SigningKey> rotate_signing_keys(sql::Session& session, const TenantId& tenant, std::chrono::seconds grace,
                                       Time now, RandomSource& random) {
  const auto keys = TRY(catalog::list_signing_keys(session, tenant));
  for (const SigningKey& key : keys) TRY_VOID(catalog::retire_signing_key(session, tenant, key.id, now + grace));
  return add_signing_key(session, tenant, now, random);
}

Result<std::optional<SigningKey>> current_signing_key(sql::Session& session, const TenantId& tenant) {
  auto keys = TRY(catalog::list_signing_keys(session, tenant));
  const auto found = std::ranges::find_if(keys, [](const SigningKey& key) { return !key.retires_at; });
  return found == keys.end() ? std::nullopt : std::optional(std::move(*found));
}

Result<std::vector<SigningKey>> list_signing_keys(Deps& deps, const TenantId& tenant) {
  auto keys =
      TRY(deps.database.read([&](sql::Session& session) { return catalog::list_signing_keys(session, tenant); }));
  for (SigningKey& key : keys) key.secret.clear();
  return keys;
}

Result<SigningKey> make_signing_key(Deps& deps, const TenantId& tenant,
                                    std::optional<std::chrono::seconds> retire_others) {
  return deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    const Time now = deps.clock.now();
    return retire_others ? rotate_signing_keys(session, tenant, *retire_others, now, deps.random)
                         : add_signing_key(session, tenant, now, deps.random);
  });
}

Result<void> retire_signing_key(Deps& deps, const TenantId& tenant, const KeyId& id) {
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return catalog::retire_signing_key(session, tenant, id, deps.clock.now());
  }));
  forget_tenant(deps, tenant);
  return {};
}

}  // namespace pictor::app
