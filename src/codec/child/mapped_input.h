#pragma once

#include <utility>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::codec {

/// A file's first bytes in memory, read-only, private; unmapped at the end of the scope.
class MappedInput {
 public:
  /// Errors: kUnprocessable: the file does not fit into the address space that is left.
  static Result<MappedInput> map(int fd, std::int64_t bytes);
  MappedInput(MappedInput&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedInput& operator=(MappedInput&&) = delete;
  ~MappedInput();

  Bytes bytes() const { return bytes_; }

 private:
  explicit MappedInput(Bytes bytes) : bytes_(bytes) {}
  Bytes bytes_;
};

}  // namespace pictor::codec
