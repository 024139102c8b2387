#include "blobs/s3/s3_archive.h"

#include "blobs/s3/list_objects.h"
#include "blobs/s3/s3_blob.h"

namespace pictor::blobs {

S3Archive::S3Archive(S3Location location, std::filesystem::path scratch, const Clock& clock, RandomSource& random)
    : client_(std::move(location), clock, random), scratch_(std::move(scratch)) {}

std::string S3Archive::origin() const { return "s3://" + client_.location().bucket + "/" + client_.location().prefix; }

Result<void> S3Archive::visit(const std::function<Result<void>(const std::string& name)>& visitor) {
  const std::string& prefix = client_.location().prefix;
  return list_objects(client_, prefix,
                      [&](const ListedObject& object) { return visitor(object.key.substr(prefix.size())); });
}

Result<std::unique_ptr<Blob>> S3Archive::open(const std::string& name) {
  return open_s3_blob(client_, client_.location().prefix + name, scratch_);
}

}  // namespace pictor::blobs
