#include "app/memory_blob.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "base/unique_fd.h"

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

/// From where sendfile(2) sends without copying: below it, the copy is cheaper than the second call.
constexpr std::size_t kLeastFile = 64 << 10;
/// Descriptors that blobs at hand may take.
constexpr int kMostFiles = 1024;

/// One of kMostFiles, while it lives.
class FileTurn {
 public:
  static std::optional<FileTurn> take() {
    if (taken.fetch_add(1) < kMostFiles) return FileTurn();
    taken.fetch_sub(1);
    return std::nullopt;
  }
  FileTurn(FileTurn&& other) noexcept : mine_(std::exchange(other.mine_, false)) {}
  FileTurn& operator=(FileTurn&&) = delete;
  ~FileTurn() {
    if (mine_) taken.fetch_sub(1);
  }

 private:
  FileTurn() = default;
  static inline std::atomic<int> taken = 0;
  bool mine_ = true;
};

/// A file without a name, in memory.
class MemoryFileBlob final : public blobs::Blob {
 public:
  /// nullptr where the system gives no such file, or not so large.
  static std::shared_ptr<MemoryFileBlob> holding(Bytes bytes) {
    auto turn = FileTurn::take();
    if (!turn) return nullptr;
    UniqueFd file(::memfd_create("pictor-blob", MFD_CLOEXEC));
    if (!file) return nullptr;
    for (Bytes rest = bytes; !rest.empty();) {
      const ssize_t count = ::write(file.get(), rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return nullptr;
      rest = rest.subspan(static_cast<std::size_t>(count));
    }
    return std::shared_ptr<MemoryFileBlob>(new MemoryFileBlob(*std::move(turn), std::move(file), bytes.size()));
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(size_); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    ssize_t count = 0;
    do {
      count = ::pread(file_.get(), out.data(), out.size(), offset);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return fail(ErrorCode::kInternal, "a file in memory cannot be read");
    return static_cast<std::size_t>(count);
  }
  bool is_local() const override { return true; }
  Result<int> local_fd() override { return file_.get(); }

 private:
  MemoryFileBlob(FileTurn turn, UniqueFd file, std::size_t size)
      : turn_(std::move(turn)), file_(std::move(file)), size_(size) {}

  FileTurn turn_;
  UniqueFd file_;
  std::size_t size_;
};

/// A blob of the local store that is held open.
class HeldFileBlob final : public blobs::Blob {
 public:
  HeldFileBlob(FileTurn turn, std::shared_ptr<blobs::Blob> blob) : turn_(std::move(turn)), blob_(std::move(blob)) {}
  std::int64_t size() const override { return blob_->size(); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    return blob_->read_at(offset, out);
  }
  bool is_local() const override { return true; }
  Result<int> local_fd() override { return blob_->local_fd(); }

 private:
  FileTurn turn_;
  std::shared_ptr<blobs::Blob> blob_;
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

Result<std::shared_ptr<blobs::Blob>> keep_at_hand(std::shared_ptr<blobs::Blob> blob) {
  if (blob->size() >= static_cast<std::int64_t>(kLeastFile) && blob->is_local()) {
    if (auto turn = FileTurn::take()) {
      // Whoever is answered from it does not wait for the disk.
      ::posix_fadvise(TRY(blob->local_fd()), 0, 0, POSIX_FADV_WILLNEED);
      return std::make_shared<HeldFileBlob>(*std::move(turn), std::move(blob));
    }
  }
  std::vector<std::uint8_t> bytes = TRY(read_all(*blob));
  if (bytes.size() >= kLeastFile) {
    if (auto file = MemoryFileBlob::holding(bytes)) return file;
  }
  return std::make_shared<MemoryBlob>(std::move(bytes));
}

}  // namespace pictor::app
