#pragma once

#include <memory>
#include <vector>

#include "blobs/blob_store.h"

namespace pictor::app {

/// Errors: those of Blob::read_at; kStorageUnavailable when it is shorter than it says.
Result<std::vector<std::uint8_t>> read_all(const blobs::Blob& blob);

/// `blob` where answers are given from at once: its bytes, or where it is large a file that sendfile(2) takes, itself
/// if it is one (from the system's cache it goes out faster than from a copy) and else one in memory. Of such files the
/// process holds at most 1,024. Errors: as read_all().
Result<std::shared_ptr<blobs::Blob>> keep_at_hand(std::shared_ptr<blobs::Blob> blob);

}  // namespace pictor::app
