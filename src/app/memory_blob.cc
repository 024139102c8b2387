#include "app/memory_blob.h"

#include <algorithm>

namespace pictor::app {
namespace {

class MemoryBlob final : public blobs::Blob {
 public:
  explicit MemoryBlob(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    const Bytes rest = Bytes(bytes_).subspan(std::min(static_cast<std::size_t>(offset), bytes_.size()));
    const std::size_t count = std::min(rest.size(), out.size());
    std::copy_n(rest.begin(), count, out.begin());
    return count;
  }
  std::optional<Bytes> in_memory() const override { return bytes_; }
  Result<int> local_fd() override { return fail(ErrorCode::kInternal, "a blob in memory has no file"); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

Result<std::vector<std::uint8_t>> read_all(const blobs::Blob& blob) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(blob.size()));
  for (std::size_t done = 0; done < bytes.size();) {
    const std::size_t count = TRY(blob.read_at(static_cast<std::int64_t>(done), std::span(bytes).subspan(done)));
    if (count == 0) return fail(ErrorCode::kStorageUnavailable, "the blob store failed", "blob shorter than it says");
    done += count;
  }
  return bytes;
}

Result<std::shared_ptr<blobs::Blob>> copy_to_memory(const blobs::Blob& blob) {
  return std::make_shared<MemoryBlob>(TRY(read_all(blob)));
}

}  // namespace pictor::app
