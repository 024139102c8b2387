#include "blobs/fs/durable_file.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

namespace pictor::blobs {
namespace {

std::unexpected<Error> storage_failure(std::string_view call, int error_number) {
  return fail_errno(ErrorCode::kStorageUnavailable, "the blob store failed", call, error_number);
}

/// False when there is no such folder.
Result<bool> flush_folder_if_there(const std::filesystem::path& folder) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return false;
  if (!fd) return storage_failure("open(folder)", errno);
  if (::fsync(fd.get()) != 0) return storage_failure("fsync(folder)", errno);
  return true;
}

}  // namespace

Result<UniqueFd> create_unnamed(const std::filesystem::path& folder) {
  int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return storage_failure("open(O_TMPFILE)", errno);
  return UniqueFd(fd);
}

Result<void> write_all(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return storage_failure("write", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> copy_all(int from, int to) {
  off_t offset = 0;
  while (true) {
    ssize_t copied = ::sendfile(to, from, &offset, 1 << 20);
    if (copied < 0 && errno == EINTR) continue;
    if (copied < 0) return storage_failure("sendfile", errno);
    if (copied == 0) return {};
  }
}

Result<void> flush_file(int fd) {
  if (::fdatasync(fd) != 0) return storage_failure("fdatasync", errno);
  return {};
}

Result<void> flush_folder(const std::filesystem::path& folder) {
  if (!TRY(flush_folder_if_there(folder))) return storage_failure("open(folder)", ENOENT);
  return {};
}

Result<void> make_folders(const std::filesystem::path& root, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> missing;
  for (auto at = folder; at != root && ::access(at.c_str(), F_OK) != 0; at = at.parent_path()) missing.push_back(at);
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    const int error = ::mkdir(at->c_str(), 0700) == 0 ? 0 : errno;
    if (error == ENOENT) return {};
    if (error != 0 && error != EEXIST) return storage_failure("mkdir", error);
    if (!TRY(flush_folder_if_there(at->parent_path()))) return {};
  }
  return {};
}

Result<LinkOutcome> link_file(int fd, const std::filesystem::path& path) {
  std::string source = "/proc/self/fd/" + std::to_string(fd);
  if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) return LinkOutcome::kLinked;
  switch (errno) {
    case EEXIST:
      return LinkOutcome::kAlreadyThere;
    case EXDEV:
      return LinkOutcome::kOtherFileSystem;
    case ENOENT:
      return LinkOutcome::kFolderGone;
    default:
      return storage_failure("linkat", errno);
  }
}

}  // namespace pictor::blobs
