#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/ids.h"

namespace pictor {

/// What a tenant's delivery URLs are signed with, by Pictor and by the tenant's own backends.
struct SigningKey {
  KeyId id;
  std::string secret;  ///< its letters are the HMAC key, as they are
  Time created_at{};
  std::optional<Time> retires_at;  ///< from then on it signs nothing and its signatures are refused
};

inline bool is_valid(const SigningKey& key, Time now) { return !key.retires_at || now < *key.retires_at; }

}  // namespace pictor
