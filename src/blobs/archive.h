#pragma once
// Files that others leave for us in a store: listed and read, never written.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "blobs/blob_store.h"

namespace pictor::blobs {

/// Calls block; any thread. Errors: kNotFound where said, else kStorageUnavailable.
class Archive {
 public:
  virtual ~Archive() = default;
  /// Where it is, so that names of several archives are told apart: `s3://logs/`.
  virtual std::string origin() const = 0;
  /// Shows every file, in no order; an error of `visitor` ends the walk and is answered.
  virtual Result<void> visit(const std::function<Result<void>(const std::string& name)>& visitor) = 0;
  virtual Result<std::unique_ptr<Blob>> open(const std::string& name) = 0;  ///< kNotFound
};

}  // namespace pictor::blobs
