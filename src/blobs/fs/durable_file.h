#pragma once
// The few system calls that make a file's bytes and its name survive a power failure.

#include <filesystem>

#include "base/encoding.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace pictor::blobs {

/// A file without a name in `folder`, to be linked later. Needs a file system with O_TMPFILE (ext4, xfs, btrfs, tmpfs,
/// overlayfs since Linux 6.3).
Result<UniqueFd> create_unnamed(const std::filesystem::path& folder);
Result<void> write_all(int fd, Bytes bytes);
Result<void> copy_all(int from, int to);
/// fdatasync of a file, fsync of a folder.
Result<void> flush_file(int fd);
Result<void> flush_folder(const std::filesystem::path& folder);
/// Makes `folder` and its missing parents below `root`, each flushed into the one above it. Success, too, when one of
/// them was removed in the meantime: whoever then names a file there is told kFolderGone and makes them again.
Result<void> make_folders(const std::filesystem::path& root, const std::filesystem::path& folder);

enum class LinkOutcome { kLinked, kAlreadyThere, kOtherFileSystem, kFolderGone };
/// Names an open file; never replaces what is there.
Result<LinkOutcome> link_file(int fd, const std::filesystem::path& path);

}  // namespace pictor::blobs
