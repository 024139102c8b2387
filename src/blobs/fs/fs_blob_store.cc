#include "blobs/fs/fs_blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <set>

namespace pictor::blobs {
namespace {

namespace fs = std::filesystem;

/// A removal may take an empty folder away between our making it and our naming a file in it: made again, this often,
/// and from the second time on while no removal of this process runs (those of other nodes still may).
constexpr int kFolderTries = 20;
constexpr int kFirstTryAlone = 1;

class FsBlob final : public Blob {
 public:
  FsBlob(UniqueFd fd, std::int64_t size) : fd_(std::move(fd)), size_(size) {}
  std::int64_t size() const override { return size_; }
  bool is_local() const override { return true; }
  Result<int> local_fd() override { return fd_.get(); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      ssize_t n = ::pread(fd_.get(), out.data() + filled, out.size() - filled, offset + static_cast<off_t>(filled));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", "pread", errno);
      if (n == 0) break;
      filled += static_cast<std::size_t>(n);
    }
    return filled;
  }

 private:
  UniqueFd fd_;
  std::int64_t size_;
};

Time modified_time(const struct stat& status) {
  return Time(std::chrono::seconds(status.st_mtim.tv_sec) +
              std::chrono::milliseconds(status.st_mtim.tv_nsec / 1'000'000));
}

}  // namespace

Result<std::unique_ptr<FsBlobStore>> FsBlobStore::open(const fs::path& root) {
  std::error_code error;
  fs::create_directories(root / "t", error);
  if (error) return fail(ErrorCode::kStorageUnavailable, "the blob folder cannot be made", error.message());
  return std::unique_ptr<FsBlobStore>(new FsBlobStore(root));
}

fs::path FsBlobStore::path_of(const TenantId& tenant, const BlobName& name) const {
  return root_ / "t" / tenant.str() / name.str();
}

Result<LinkOutcome> FsBlobStore::link_into_folder(int fd, const fs::path& path) {
  std::unique_lock alone(emptying_, std::defer_lock);
  for (int attempt = 0; attempt < kFolderTries; ++attempt) {
    LinkOutcome outcome = TRY(link_file(fd, path));
    if (outcome != LinkOutcome::kFolderGone) return outcome;
    if (attempt == kFirstTryAlone) alone.lock();
    TRY_VOID(make_folders(root_, path.parent_path()));
  }
  return fail(ErrorCode::kStorageUnavailable, "the blob store failed",
              "folder vanishes: " + path.parent_path().string());
}

Result<void> FsBlobStore::publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) {
  fs::path path = path_of(tenant, name);
  TRY_VOID(flush_file(file.fd()));
  LinkOutcome outcome = TRY(link_into_folder(file.fd(), path));
  if (outcome == LinkOutcome::kOtherFileSystem) {
    UniqueFd copy = TRY(create_unnamed(root_ / "t"));
    TRY_VOID(copy_all(file.fd(), copy.get()));
    TRY_VOID(flush_file(copy.get()));
    TRY(link_into_folder(copy.get(), path));
  }
  return flush_folder(path.parent_path());
}

Result<void> FsBlobStore::publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) {
  std::vector<UniqueFd> files;
  std::set<fs::path> folders;
  for (const NewBlob& blob : blobs) {
    UniqueFd file = TRY(create_unnamed(root_ / "t"));
    TRY_VOID(write_all(file.get(), blob.bytes));
    // Starts writing without waiting, so that the flushes below overlap.
    ::sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
    files.push_back(std::move(file));
    folders.insert(path_of(tenant, blob.name).parent_path());
  }
  for (const UniqueFd& file : files) TRY_VOID(flush_file(file.get()));
  for (std::size_t i = 0; i < blobs.size(); ++i) TRY(link_into_folder(files[i].get(), path_of(tenant, blobs[i].name)));
  for (const fs::path& folder : folders) TRY_VOID(flush_folder(folder));
  return {};
}

Result<std::unique_ptr<Blob>> FsBlobStore::open(const TenantId& tenant, const BlobName& name) {
  UniqueFd fd(::open(path_of(tenant, name).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && errno == ENOENT) return fail(ErrorCode::kNotFound, "no such blob", name.str());
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0)
    return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", "open", errno);
  return std::make_unique<FsBlob>(std::move(fd), status.st_size);
}

Result<void> FsBlobStore::remove(const TenantId& tenant, std::span<const BlobName> names) {
  fs::path tenant_folder = root_ / "t" / tenant.str();
  for (const BlobName& name : names) {
    fs::path path = path_of(tenant, name);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", "unlink", errno);
    const std::scoped_lock alone(emptying_);
    // Folders left empty go too, up to the tenant's; one that is not empty ends it.
    for (fs::path folder = path.parent_path(); folder != tenant_folder && ::rmdir(folder.c_str()) == 0;)
      folder = folder.parent_path();
  }
  return {};
}

Result<void> FsBlobStore::visit(const TenantId& tenant, std::string_view prefix,
                                const std::function<Result<void>(const BlobEntry&)>& visitor) {
  fs::path tenant_folder = root_ / "t" / tenant.str();
  // The deepest whole folder of the prefix bounds the walk; the rest is compared name by name.
  fs::path start = tenant_folder / prefix.substr(0, prefix.rfind('/') + 1);
  std::error_code error;
  for (fs::recursive_directory_iterator at(start, error), end; !error && at != end; at.increment(error)) {
    struct stat status{};
    if (::lstat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    std::string name = at->path().lexically_relative(tenant_folder).string();
    if (name.starts_with(prefix)) TRY_VOID(visitor(BlobEntry{BlobName(name), status.st_size, modified_time(status)}));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(ErrorCode::kStorageUnavailable, "the blob store failed", error.message());
  return {};
}

Result<std::vector<TenantId>> FsBlobStore::tenants() {
  std::vector<TenantId> found;
  std::error_code error;
  for (fs::directory_iterator at(root_ / "t", error), end; !error && at != end; at.increment(error))
    if (auto tenant = parse_tenant_id(at->path().filename().string())) found.push_back(*tenant);
  if (error) return fail(ErrorCode::kStorageUnavailable, "the blob store failed", error.message());
  return found;
}

Result<void> FsBlobStore::check() {
  UniqueFd file = TRY(create_unnamed(root_ / "t"));
  TRY_VOID(write_all(file.get(), as_bytes("pictor")));
  std::array<std::uint8_t, 6> back{};
  if (::pread(file.get(), back.data(), back.size(), 0) != static_cast<ssize_t>(back.size()) ||
      as_text(back) != "pictor")
    return fail(ErrorCode::kStorageUnavailable, "the blob store does not give back what it was given");
  return {};
}

}  // namespace pictor::blobs
