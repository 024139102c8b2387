#include "blobs/blob_store.h"

namespace pictor::blobs {

Result<PostForm> BlobStore::permit_upload(const TenantId&, const BlobName&, const UploadPermit&) {
  return fail(ErrorCode::kConflict, "this service keeps its images where clients cannot upload to: send them to it");
}

}  // namespace pictor::blobs
