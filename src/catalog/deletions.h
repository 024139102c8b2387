#pragma once
// The journal of deletion: what still has to be removed from the blob store after its rows are gone.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

/// One thing to remove: an original (`sha256` set) or everything derived from an image (`image` set).
struct Deletion {
  std::int64_t sequence = 0;
  TenantId tenant;
  std::optional<Sha256Hex> sha256;
  std::optional<ImageId> image;
  bool claimed = false;  ///< its removal from the store is under way
};

Result<void> insert_deletion(sql::Session& session, const Deletion& deletion, Time now);
/// Claims up to `limit` deletions that are unclaimed or whose claim is older than `stale_before` (its claimer died).
Result<std::vector<Deletion>> claim_deletions(sql::Session& session, int limit, Time now, Time stale_before);
Result<void> finish_deletion(sql::Session& session, std::int64_t sequence);

/// What an upload that is about to reference `sha256` must know.
enum class Rescue {
  kNone,     ///< no deletion was pending
  kRescued,  ///< one was pending and is withdrawn: the blob stays
  kTooLate,  ///< one is being carried out: publish the blob again once it is gone
};
Result<Rescue> rescue_original(sql::Session& session, const TenantId& tenant, const Sha256Hex& sha256);

}  // namespace pictor::catalog
