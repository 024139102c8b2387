#include "codec/pool/readonly_input.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

namespace pictor::codec {

Result<UniqueFd> readonly_copy(Input input) {
  constexpr std::string_view kMessage = "the image could not be read";
  struct stat facts{};
  if (::fstat(input.fd, &facts) != 0) return fail_errno(ErrorCode::kInternal, std::string(kMessage), "fstat", errno);
  // A mapping beyond the end of the file would kill the codec process (SIGBUS).
  if (input.bytes < 0 || facts.st_size < input.bytes)
    return fail(ErrorCode::kInternal, std::string(kMessage), "input is shorter than said");
  if ((::fcntl(input.fd, F_GETFL) & O_ACCMODE) == O_RDONLY) return UniqueFd();
  // Through /proc (proc(5)) a new open file description is made, also of a file without a name.
  UniqueFd copy(::open(("/proc/self/fd/" + std::to_string(input.fd)).c_str(), O_RDONLY | O_CLOEXEC));
  if (!copy) return fail_errno(ErrorCode::kInternal, std::string(kMessage), "open read-only", errno);
  return copy;
}

}  // namespace pictor::codec
