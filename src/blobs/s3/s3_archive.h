#pragma once

#include <filesystem>

#include "blobs/archive.h"
#include "blobs/s3/s3_client.h"

namespace pictor::blobs {

/// The objects below the prefix of an S3 location; names are what follows it.
class S3Archive final : public Archive {
 public:
  S3Archive(S3Location location, std::filesystem::path scratch, const Clock& clock, RandomSource& random);

  std::string origin() const override;
  Result<void> visit(const std::function<Result<void>(const std::string& name)>& visitor) override;
  Result<std::unique_ptr<Blob>> open(const std::string& name) override;

 private:
  S3Client client_;
  std::filesystem::path scratch_;
};

}  // namespace pictor::blobs
