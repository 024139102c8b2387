#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

/// What an `Idempotency-Key` was used for. `fingerprint` is a hash of the request's content.
struct IdempotencyRecord {
  std::string key;  ///< 1..255 printable bytes
  SubjectId subject;
  std::string fingerprint;
  ImageId image;
  Time created_at{};
};

Result<std::optional<IdempotencyRecord>> find_idempotency(sql::Session& session, const TenantId& tenant,
                                                          const SubjectId& subject, const std::string& key);
/// The image must be inserted before, and the key goes when the image is removed. Errors: kConflict when the key is in
/// use, kNotFound when there is no such image.
Result<void> insert_idempotency(sql::Session& session, const TenantId& tenant, const IdempotencyRecord& record);
/// Forgets keys older than `before`, of all tenants. Answers how many.
Result<std::int64_t> remove_idempotency(sql::Session& session, Time before);

}  // namespace pictor::catalog
