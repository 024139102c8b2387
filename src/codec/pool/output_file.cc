#include "codec/pool/output_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace pictor::codec {

Result<OutputFile> OutputFile::make() {
  UniqueFd fd(::memfd_create("pictor-output", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return fail_errno(ErrorCode::kInternal, "no memory for the result", "memfd_create", errno);
  return OutputFile(std::move(fd));
}

Result<SealedOutput> OutputFile::seal(std::int64_t max_bytes) && {
  constexpr std::string_view kMessage = "the image could not be processed";
  if (::fcntl(fd_.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return fail_errno(ErrorCode::kUnprocessable, std::string(kMessage), "F_ADD_SEALS", errno);
  struct stat facts{};
  if (::fstat(fd_.get(), &facts) != 0)
    return fail_errno(ErrorCode::kUnprocessable, std::string(kMessage), "fstat", errno);
  if (facts.st_size > max_bytes) return fail(ErrorCode::kUnprocessable, std::string(kMessage), "output is too large");
  if (facts.st_size == 0) return SealedOutput(std::move(fd_), {});
  const auto size = static_cast<std::size_t>(facts.st_size);
  // Private: before Linux 6.7 a file sealed against writing could not be mapped shared through a writable descriptor.
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd_.get(), 0);
  if (start == MAP_FAILED) return fail_errno(ErrorCode::kUnprocessable, std::string(kMessage), "mmap", errno);
  return SealedOutput(std::move(fd_), {static_cast<const std::uint8_t*>(start), size});
}

}  // namespace pictor::codec
