#pragma once
// Between "the bytes are good" and "the row is committed": how an original is kept without ever losing or leaking one.

#include <functional>

#include "app/deps.h"

namespace pictor::app {

/// Commits the row that references an original, in the transaction it is given.
using CommitReference = std::function<Result<void>(sql::Session&)>;

/// Makes `file` durable as an original of `tenant`, then runs `commit` in an acknowledged write. When commit fails, the
/// blob is removed again unless another image references it. A deletion of the same content that is pending is
/// withdrawn; one that is being carried out is waited for. On success row and blob are both there. Blocks.
Result<void> publish_original(Deps& deps, const TenantId& tenant, const blobs::StagedFile& file,
                              const CommitReference& commit);

/// Removes an original that no image references; does nothing when one does.
Result<void> discard_original(Deps& deps, const TenantId& tenant, const Sha256Hex& sha256);

}  // namespace pictor::app
