#pragma once

#include <memory>
#include <vector>

#include "blobs/blob_store.h"

namespace pictor::app {

/// Errors: those of Blob::read_at; kStorageUnavailable when it is shorter than it says.
Result<std::vector<std::uint8_t>> read_all(const blobs::Blob& blob);

/// A copy of `blob` in memory: bytes, or where it is large a file of memory that sendfile(2) takes, of which there are
/// at most 1,024 in the process. Errors: as read_all().
Result<std::shared_ptr<blobs::Blob>> copy_to_memory(const blobs::Blob& blob);

}  // namespace pictor::app
