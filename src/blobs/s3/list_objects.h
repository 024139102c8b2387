#pragma once

#include <functional>
#include <string>
#include <vector>

#include "blobs/s3/s3_client.h"

namespace pictor::blobs {

struct ListedObject {
  std::string key;
  std::int64_t bytes = 0;
  Time modified{};
};

/// Shows every object whose key begins with `prefix`, page by page (ListObjectsV2). Errors: kStorageUnavailable; an
/// error of `visitor` ends the walk and is answered.
Result<void> list_objects(S3Client& client, const std::string& prefix,
                          const std::function<Result<void>(const ListedObject&)>& visitor);

/// What stands between `prefix` and the next slash of the keys that begin with it, each once.
Result<std::vector<std::string>> list_folders(S3Client& client, const std::string& prefix);

}  // namespace pictor::blobs
