#pragma once

#include "base/result.h"
#include "base/unique_fd.h"
#include "codec/codec.h"

namespace pictor::codec {

/// The memory file into which a codec process writes what it makes.
class OutputFile {
 public:
  /// Errors: kInternal.
  static Result<OutputFile> make();
  int fd() const { return fd_.get(); }
  /// Forbids every further change (F_SEAL_*, fcntl(2)), then maps what is there; only now can it be believed to stay.
  /// Errors: kUnprocessable when it cannot be sealed (somebody keeps a writable mapping) or is larger than `max_bytes`.
  Result<SealedOutput> seal(std::int64_t max_bytes) &&;

 private:
  explicit OutputFile(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace pictor::codec
