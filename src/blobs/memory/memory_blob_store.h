#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "blobs/blob_store.h"

namespace pictor::blobs {

/// Blobs in memory, for tests of what stands above the store. Gone with the object; any thread.
class MemoryBlobStore final : public BlobStore {
 public:
  explicit MemoryBlobStore(const Clock& clock) : clock_(clock) {}
  Result<void> publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) override;
  Result<void> publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) override;
  Result<std::unique_ptr<Blob>> open(const TenantId& tenant, const BlobName& name) override;
  Result<void> remove(const TenantId& tenant, std::span<const BlobName> names) override;
  Result<void> visit(const TenantId& tenant, std::string_view prefix,
                     const std::function<Result<void>(const BlobEntry&)>& visitor) override;
  Result<std::vector<TenantId>> tenants() override;
  Result<void> check() override { return {}; }

 private:
  struct Stored {
    std::shared_ptr<const std::vector<std::uint8_t>> bytes;  ///< shared with blobs that are open
    Time modified{};
  };
  void keep(const TenantId& tenant, const BlobName& name, std::vector<std::uint8_t> bytes);
  const Clock& clock_;
  std::mutex mutex_;
  std::map<TenantId, std::map<std::string, Stored>> tenants_;
};

}  // namespace pictor::blobs
