#include "blobs/blob_store.h"

namespace pictor::blobs {

BlobName original_name(const Sha256Hex& sha256) { return BlobName("o/" + sha256.str()); }

BlobName rendition_name(const ImageId& image, const VersionId& version, std::string_view spec, Format format) {
  std::string name = rendition_prefix(image);
  name.append(version.str()).append("/").append(spec).append(".").append(file_extension(format));
  return BlobName(std::move(name));
}

std::string rendition_prefix(const ImageId& image) { return "d/" + image.str() + "/"; }

BlobName draft_name(const ImageId& image) { return BlobName(std::string(kDraftPrefix) + image.str()); }

}  // namespace pictor::blobs
