#pragma once

#include <filesystem>
#include <memory>

#include "blobs/blob_store.h"
#include "blobs/s3/s3_client.h"

namespace pictor::blobs {

/// Opens the object `key` by fetching its beginning. The blob borrows `client`. Errors: kNotFound; kStorageUnavailable,
/// also when what came back is not what was stored.
Result<std::unique_ptr<Blob>> open_s3_blob(S3Client& client, const std::string& key, std::filesystem::path scratch);

}  // namespace pictor::blobs
