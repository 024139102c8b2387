#include "app/staged_copy.h"

#include <vector>

namespace pictor::app {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

}  // namespace

Result<blobs::StagedFile> staged_copy(blobs::StagingArea& staging, const blobs::Blob& blob) {
  blobs::StagedFile file = TRY(staging.create());
  std::vector<std::uint8_t> buffer(kBufferBytes);
  while (file.size() < blob.size()) {
    const std::size_t count = TRY(blob.read_at(file.size(), buffer));
    if (count == 0) return fail(ErrorCode::kStorageUnavailable, "the blob store failed", "a blob shorter than it says");
    TRY_VOID(file.write(Bytes(buffer).first(count)));
  }
  file.finish();
  return file;
}

}  // namespace pictor::app
