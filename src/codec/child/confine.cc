#include "codec/child/confine.h"

#include <signal.h>
#include <sys/prctl.h>

#include <cerrno>

#include "codec/child/landlock.h"
#include "codec/child/namespaces.h"
#include "codec/child/process_limits.h"
#include "codec/child/system_call_filter.h"

namespace pictor::codec {
namespace {

Result<void> set(int option, unsigned long value, std::string_view name) {
  if (::prctl(option, value, 0, 0, 0) == 0) return {};
  return fail_errno(ErrorCode::kInternal, "codec process cannot be confined", name, errno);
}

}  // namespace

Result<Confinement> confine(const ProcessLimits& limits, Threads threads) {
  Confinement confinement;
  leave_namespaces(confinement);
  // After the last change of credentials: those reset both.
  TRY_VOID(set(PR_SET_PDEATHSIG, SIGKILL, "PR_SET_PDEATHSIG"));
  TRY_VOID(set(PR_SET_DUMPABLE, 0, "PR_SET_DUMPABLE"));
  TRY_VOID(set(PR_SET_NO_NEW_PRIVS, 1, "PR_SET_NO_NEW_PRIVS"));
  confinement.landlock_abi = deny_everything_by_landlock();
  TRY_VOID(set_process_limits(limits, threads));
  confinement.address_space_limit = kLimitsAddressSpace;
  TRY_VOID(filter_system_calls(threads));
  return confinement;
}

}  // namespace pictor::codec
