#pragma once

#include "blobs/blob_store.h"
#include "blobs/staging.h"

namespace pictor::app {

/// The bytes of a blob in quarantine, hashed on the way and finished. Errors: kStorageUnavailable.
Result<blobs::StagedFile> staged_copy(blobs::StagingArea& staging, const blobs::Blob& blob);

}  // namespace pictor::app
