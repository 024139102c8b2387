#pragma once
// Quarantine: uploads live in local files without a name until they are known to be good.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "digest/sha256.h"
#include "model/ids.h"

namespace pictor::blobs {

/// A file being received. Its bytes are hashed on the way in. Has no name (O_TMPFILE) or, where the file system has no
/// such files, one that is removed with it: whatever happens before it is published, nothing is left behind.
class StagedFile {
 public:
  StagedFile(UniqueFd fd, std::filesystem::path named);
  StagedFile(StagedFile&&) noexcept;
  StagedFile& operator=(StagedFile&&) noexcept;
  ~StagedFile();

  /// Appends. Errors: kStorageUnavailable (disk full and the like). One thread at a time.
  Result<void> write(Bytes bytes);
  /// Ends the hash; write() is not called after it.
  void finish();

  int fd() const { return fd_.get(); }
  std::int64_t size() const { return size_; }
  const Sha256Hex& sha256() const { return sha256_; }  ///< valid after finish()

 private:
  UniqueFd fd_;
  std::filesystem::path named_;
  std::int64_t size_ = 0;
  digest::Sha256 hash_;
  Sha256Hex sha256_;
};

/// What an original is about to be published as, kept on disk while that is under way. One that is still there when the
/// process starts says which original may lack its row.
struct PublishIntent {
  TenantId tenant;
  Sha256Hex sha256;
  std::filesystem::path path;
};

/// The quarantine folder. Any thread.
class StagingArea {
 public:
  /// Errors: kStorageUnavailable when the folder cannot be made.
  static Result<StagingArea> open(std::filesystem::path folder);
  Result<StagedFile> create();
  /// Notes on disk that `file` is about to be published for `tenant`, before publish() is called.
  Result<PublishIntent> begin_publish(const TenantId& tenant, const StagedFile& file);
  /// The row is committed, or the blob removed again.
  void end_publish(const PublishIntent& intent);
  /// Intents that an earlier process left; call before any upload is accepted.
  Result<std::vector<PublishIntent>> leftover_intents();

 private:
  explicit StagingArea(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace pictor::blobs
