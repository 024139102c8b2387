#pragma once

#include <cstdint>

#include "app/deps.h"
#include "model/image.h"

namespace pictor::app {

/// Removes an image and notes what its files are, in the caller's transaction: jobs cancelled, rows gone, files in the
/// journal, and what the edge has of it in the outbox.
Result<void> purge_rows(const Deps& deps, sql::Session& session, const Image& image, Time now);

/// Carries out the journal of deletions: removes the files, then the entries. Answers how many were finished.
Result<std::int64_t> run_deletions(Deps& deps);

}  // namespace pictor::app
