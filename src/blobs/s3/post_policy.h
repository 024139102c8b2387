#pragma once

#include "aws/sigv4.h"
#include "blobs/blob_store.h"

namespace pictor::blobs {

/// What a permit becomes in a store: `bucket` and `key` are exact, and so is all else that the form says.
struct PostTarget {
  std::string url;
  std::string bucket;
  std::string key;
  std::string region;
};

/// A form with a policy signed by Signature V4 (S3 API reference, "Browser-based uploads using POST"). The store
/// answers 201. It ends with temporary credentials where those end before the permit. Pure; any thread.
PostForm sign_post_form(const PostTarget& target, const UploadPermit& permit, const aws::Credentials& credentials,
                        Time now);

}  // namespace pictor::blobs
