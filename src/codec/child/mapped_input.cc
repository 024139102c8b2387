#include "codec/child/mapped_input.h"

#include <sys/mman.h>

#include <cerrno>

namespace pictor::codec {

Result<MappedInput> MappedInput::map(int fd, std::int64_t bytes) {
  const auto size = static_cast<std::size_t>(bytes);
  if (size == 0) return MappedInput(Bytes());  // mmap refuses it; an empty file is for the image code to judge
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED)
    return fail_errno(ErrorCode::kUnprocessable, "the image needs more memory than allowed", "mmap", errno);
  return MappedInput(Bytes(static_cast<const std::uint8_t*>(start), size));
}

MappedInput::~MappedInput() {
  if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace pictor::codec
