#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::codec {

/// Appends finished pictures to the output file.
class OutputWriter {
 public:
  explicit OutputWriter(int fd) : fd_(fd) {}
  /// Errors: kUnprocessable when the output would be larger than allowed (RLIMIT_FSIZE), kInternal.
  Result<void> append(Bytes bytes);

 private:
  int fd_;
  std::int64_t written_ = 0;
};

}  // namespace pictor::codec
