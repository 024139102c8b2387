#pragma once

#include "app/upload_image.h"
#include "model/draft.h"

namespace pictor::app {

/// What a client says of an image that it is about to upload straight to the store.
struct DraftRequest {
  UploadRequest description;  ///< but for its idempotency key
  Format format = Format::kJpeg;
  std::optional<std::int64_t> bytes;
  std::optional<Sha256Hex> sha256;
};

struct DraftedImage {
  Draft draft;
  blobs::PostForm form;
  std::int64_t max_bytes = 0;  ///< that the form takes
};

/// Reserves the id of an image and permits to upload its bytes, and nothing else, until the form ends. Errors:
/// kInvalidParameter, kUnsupportedType and kTooLarge for what an upload would be refused for; kConflict when the blobs
/// are not in a store that clients can upload to; kQuotaExceeded; kUnauthenticated when there is no such tenant;
/// kStorageUnavailable.
Result<DraftedImage> draft_image(Deps& deps, const access::Principal& principal, const DraftRequest& request);

/// What a draft's image is to be called and the like, as draft_image() was told. Errors: kInternal for what it did not
/// write.
Result<UploadRequest> described_upload(const Draft& draft);

}  // namespace pictor::app
