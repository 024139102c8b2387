#pragma once

#include "blobs/s3/s3_client.h"
#include "blobs/staging.h"

namespace pictor::blobs {

/// Uploads a large file in parts of 16 MiB, four at a time, each verified by the store against its SHA-256; the object
/// is there only once all of them are. An upload that fails is aborted. `conditional`: an object that is there already
/// is kept and is no error. Errors: kStorageUnavailable.
Result<void> upload_in_parts(S3Client& client, const std::string& key, const StagedFile& file, bool conditional);

}  // namespace pictor::blobs
