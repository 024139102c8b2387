#pragma once

#include <filesystem>
#include <mutex>

#include "base/unique_fd.h"
#include "blobs/blob_store.h"
#include "blobs/fs/durable_file.h"

namespace pictor::blobs {

/// Blobs as files under `<root>/t/<tenant>/`. A file gets its name only when its bytes are on disk (fsync, then link),
/// and the folder that names it is flushed before publish answers. Names are opened without following links.
class FsBlobStore final : public BlobStore {
 public:
  /// Errors: kStorageUnavailable when the folder cannot be made.
  static Result<std::unique_ptr<FsBlobStore>> open(const std::filesystem::path& root);

  Result<void> publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) override;
  Result<void> publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) override;
  Result<std::unique_ptr<Blob>> open(const TenantId& tenant, const BlobName& name) override;
  Result<void> remove(const TenantId& tenant, std::span<const BlobName> names) override;
  Result<void> visit(const TenantId& tenant, std::string_view prefix,
                     const std::function<Result<void>(const BlobEntry&)>& visitor) override;
  Result<std::vector<TenantId>> tenants() override;
  Result<void> check() override;

 private:
  explicit FsBlobStore(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path path_of(const TenantId& tenant, const BlobName& name) const;
  /// Names a flushed file, making its folder first where it is missing.
  Result<LinkOutcome> link_into_folder(int fd, const std::filesystem::path& path);

  std::filesystem::path root_;
  std::mutex emptying_;  ///< held while folders that became empty are removed
};

}  // namespace pictor::blobs
