#include "codec/child/output_writer.h"

#include <unistd.h>

#include <cerrno>

namespace pictor::codec {

Result<void> OutputWriter::append(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), written_);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EFBIG)
      return fail(ErrorCode::kUnprocessable, "the result would be larger than allowed", "RLIMIT_FSIZE");
    if (n <= 0) return fail_errno(ErrorCode::kInternal, "the result could not be written", "pwrite", errno);
    written_ += n;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace pictor::codec
