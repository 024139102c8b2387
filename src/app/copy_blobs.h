#pragma once

#include <functional>

#include "base/cancel.h"
#include "blobs/blob_store.h"

namespace pictor::app {

struct CopyReport {
  std::int64_t copied = 0;
  std::int64_t copied_bytes = 0;
  std::int64_t already_there = 0;
  std::int64_t vanished = 0;  ///< removed from the source while it was walked
};

/// Copies every blob of every tenant that `to` lacks. Each is read back and its hash compared before it counts. What is
/// there with as many bytes is left alone, so that an interrupted copy goes on where it ended, and a second run beside
/// a server that still writes to `from` fetches what is new. Errors: kStorageUnavailable; kCorruptImage when an
/// original's bytes are not those of its name; kCancelled.
Result<CopyReport> copy_blobs(blobs::BlobStore& from, blobs::BlobStore& to, blobs::StagingArea& staging,
                              const CancelToken& cancel, const std::function<void(const CopyReport&)>& progress);

}  // namespace pictor::app
