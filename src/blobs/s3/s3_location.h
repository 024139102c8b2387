#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pictor::blobs {

/// Where blobs are kept in an S3 store: `s3://<bucket>/<prefix>?endpoint=…&region=…&path_style=true`.
struct S3Location {
  std::string bucket;
  std::string prefix;  ///< empty, or ends with a slash
  std::string scheme = "https";
  std::string authority;  ///< of the endpoint: host, and port where it is not the scheme's own
  std::string region = "us-east-1";
  bool path_style = false;  ///< `/<bucket>/<key>` rather than `<bucket>.<host>`; most stores other than AWS want it
};

/// Without `endpoint` it is AWS's of the region. Errors: kInvalidParameter for anything else than said above.
Result<S3Location> parse_s3_location(std::string_view url);

}  // namespace pictor::blobs
