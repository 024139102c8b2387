#pragma once

#include <cstdint>
#include <functional>

#include "app/deps.h"
#include "model/ids.h"

namespace pictor::app {

/// What a removal has done so far.
struct TenantRemoval {
  std::int64_t images = 0;
  std::int64_t blobs = 0;  ///< that no image had
  bool ended = false;      ///< the name is free again
};

/// Removes a tenant with all it has, for ever. In one transaction it stops being one, so that its tokens, uploads and
/// URLs are refused, and the edge is told to forget it; then its images are purged as by delete_image(), the store is
/// emptied and the row goes. Interrupted, it is taken up again: by the next call, or by the sweep. While forms for
/// direct uploads are good with the store the row stays, and goes with a sweep after them. Errors: kNotFound;
/// kStorageUnavailable, after which what is left is for the next time. Blocks.
Result<TenantRemoval> remove_tenant(Deps& deps, const TenantId& tenant,
                                    const std::function<void(const TenantRemoval&)>& progress);

/// Goes on with removals that were begun. Answers how many were finished.
Result<std::int64_t> finish_tenant_removals(Deps& deps);

}  // namespace pictor::app
