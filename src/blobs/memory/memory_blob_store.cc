#include "blobs/memory/memory_blob_store.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/unique_fd.h"

namespace pictor::blobs {
namespace {

using SharedBytes = std::shared_ptr<const std::vector<std::uint8_t>>;

class MemoryBlob final : public Blob {
 public:
  explicit MemoryBlob(SharedBytes bytes) : bytes_(std::move(bytes)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_->size()); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    auto start = std::min<std::size_t>(static_cast<std::size_t>(offset), bytes_->size());
    std::size_t count = std::min(out.size(), bytes_->size() - start);
    std::copy_n(bytes_->begin() + static_cast<std::ptrdiff_t>(start), count, out.begin());
    return count;
  }
  Result<int> local_fd() override {
    if (file_) return file_.get();
    UniqueFd file(::memfd_create("pictor-blob", MFD_CLOEXEC));
    if (!file || ::pwrite(file.get(), bytes_->data(), bytes_->size(), 0) != static_cast<ssize_t>(bytes_->size()))
      return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", "memfd_create", errno);
    file_ = std::move(file);
    return file_.get();
  }

 private:
  SharedBytes bytes_;
  UniqueFd file_;
};

}  // namespace

void MemoryBlobStore::keep(const TenantId& tenant, const BlobName& name, std::vector<std::uint8_t> bytes) {
  std::lock_guard lock(mutex_);
  tenants_[tenant].try_emplace(
      name.str(), Stored{std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes)), clock_.now()});
}

Result<void> MemoryBlobStore::publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(file.size()));
  if (::pread(file.fd(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", "pread", errno);
  keep(tenant, name, std::move(bytes));
  return {};
}

Result<void> MemoryBlobStore::publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) {
  for (const NewBlob& blob : blobs) keep(tenant, blob.name, {blob.bytes.begin(), blob.bytes.end()});
  return {};
}

Result<std::unique_ptr<Blob>> MemoryBlobStore::open(const TenantId& tenant, const BlobName& name) {
  std::lock_guard lock(mutex_);
  auto& blobs = tenants_[tenant];
  auto found = blobs.find(name.str());
  if (found == blobs.end()) return fail(ErrorCode::kNotFound, "no such blob", name.str());
  return std::make_unique<MemoryBlob>(found->second.bytes);
}

Result<void> MemoryBlobStore::remove(const TenantId& tenant, std::span<const BlobName> names) {
  std::lock_guard lock(mutex_);
  for (const BlobName& name : names) tenants_[tenant].erase(name.str());
  return {};
}

Result<void> MemoryBlobStore::visit(const TenantId& tenant, std::string_view prefix,
                                    const std::function<Result<void>(const BlobEntry&)>& visitor) {
  std::vector<BlobEntry> entries;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [name, stored] : tenants_[tenant])
      if (name.starts_with(prefix))
        entries.push_back({BlobName(name), static_cast<std::int64_t>(stored.bytes->size()), stored.modified});
  }
  for (const BlobEntry& entry : entries) TRY_VOID(visitor(entry));
  return {};
}

Result<std::vector<TenantId>> MemoryBlobStore::tenants() {
  std::lock_guard lock(mutex_);
  std::vector<TenantId> found;
  for (const auto& [tenant, blobs] : tenants_)
    if (!blobs.empty()) found.push_back(tenant);
  return found;
}

}  // namespace pictor::blobs
