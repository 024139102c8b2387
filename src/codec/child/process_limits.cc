#include "codec/child/process_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

namespace pictor::codec {
namespace {

constexpr rlim_t kDescriptors = 8;  // 0, 1, 2, the parent, input, output, and room for one request's overlap

/// Threads are counted by user: by that of the process's own namespace alone where it has one (Linux 5.14), else with
/// everything else that its user runs, for which there must be room. Four of ours are ever there at a time.
constexpr rlim_t kTasks = 1024;

/// Never above what the process was given: raising a hard limit needs privileges that are gone by now.
Result<void> limit(decltype(RLIMIT_AS) resource, rlim_t value, std::string_view name) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0)
    return fail_errno(ErrorCode::kInternal, "codec process cannot be confined", name, errno);
  const rlim_t allowed = std::min(value, current.rlim_max);
  const rlimit wanted{.rlim_cur = allowed, .rlim_max = allowed};
  if (::setrlimit(resource, &wanted) == 0) return {};
  return fail_errno(ErrorCode::kInternal, "codec process cannot be confined", name, errno);
}

}  // namespace

Result<void> set_process_limits(const ProcessLimits& limits, Threads threads) {
  if (kLimitsAddressSpace) TRY_VOID(limit(RLIMIT_AS, static_cast<rlim_t>(limits.address_space), "RLIMIT_AS"));
  TRY_VOID(limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.file_bytes), "RLIMIT_FSIZE"));
  TRY_VOID(limit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu.count()), "RLIMIT_CPU"));
  TRY_VOID(limit(RLIMIT_CORE, 0, "RLIMIT_CORE"));
  TRY_VOID(limit(RLIMIT_NPROC, threads == Threads::kNone ? 0 : kTasks, "RLIMIT_NPROC"));
  return limit(RLIMIT_NOFILE, kDescriptors, "RLIMIT_NOFILE");
}

}  // namespace pictor::codec
