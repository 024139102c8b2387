#pragma once

#include <atomic>
#include <filesystem>

#include "blobs/blob_store.h"
#include "blobs/s3/s3_client.h"

namespace pictor::blobs {

/// Blobs as objects `<prefix>t/<tenant>/<name>`. What is written is verified by the store against its SHA-256, which is
/// kept as x-amz-meta-sha256; nothing is overwritten (If-None-Match, or a look before the write where the store knows
/// no conditions: names are of content or of ids, so that a race writes the same bytes twice). Large originals go in
/// parts. Blobs that are opened have their first 4 MiB fetched; the rest comes by ranges, so that a blob which is
/// removed meanwhile can be read to there. `scratch` is a folder for files without a name, into which originals are
/// fetched to be decoded.
class S3BlobStore final : public BlobStore {
 public:
  S3BlobStore(S3Location location, std::filesystem::path scratch, const Clock& clock, RandomSource& random,
              const S3Options& options = {}, aws::Environment environment = aws::process_environment());

  Result<void> publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) override;
  Result<void> publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) override;
  Result<std::unique_ptr<Blob>> open(const TenantId& tenant, const BlobName& name) override;
  Result<void> remove(const TenantId& tenant, std::span<const BlobName> names) override;
  Result<void> visit(const TenantId& tenant, std::string_view prefix,
                     const std::function<Result<void>(const BlobEntry&)>& visitor) override;
  /// A signed POST, which the client sends to the store's own endpoint.
  Result<PostForm> permit_upload(const TenantId& tenant, const BlobName& name, const UploadPermit& permit) override;
  Result<std::vector<TenantId>> tenants() override;
  /// Writes, reads and removes an object, and learns whether the store knows conditional writes.
  Result<void> check() override;

  /// As check() found; nullopt before it was called.
  std::optional<bool> knows_conditions() const;

 private:
  std::string key_of(const TenantId& tenant, const BlobName& name) const;
  Result<bool> is_there(const std::string& key);

  S3Client client_;
  std::filesystem::path scratch_;
  RandomSource& random_;
  enum class Conditions : std::uint8_t { kUnknown, kKnown, kMissing };
  std::atomic<Conditions> conditions_ = Conditions::kUnknown;
};

}  // namespace pictor::blobs
