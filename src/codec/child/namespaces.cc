#include "codec/child/namespaces.h"

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace pictor::codec {
namespace {

constexpr uid_t kNobody = 65'534;

bool may(int capability) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  return (sets[static_cast<std::size_t>(capability) / 32].effective >> (capability % 32) & 1u) != 0;
}

/// True when the process is not root afterwards. Stays root where the parent, which has the same capabilities, could
/// not kill it as another user: a deadline that cannot be enforced is worse.
bool stop_being_root() {
  if (::geteuid() != 0) return true;
  if (!may(CAP_KILL)) return false;
  return ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
         ::setresuid(kNobody, kNobody, kNobody) == 0;
}

struct Leaving {
  int flag;
  bool& done;
};

}  // namespace

void leave_namespaces(Confinement& confinement) {
  const std::array leaving{Leaving{CLONE_NEWNET, confinement.network_namespace},
                           Leaving{CLONE_NEWIPC, confinement.ipc_namespace},
                           Leaving{CLONE_NEWUTS, confinement.uts_namespace}};
  for (const Leaving& one : leaving) one.done = ::unshare(one.flag) == 0;  // works for root
  confinement.unprivileged_user = stop_being_root();
  // Alone in a user namespace everybody may leave the others, too; without a mapping nobody is anybody in it.
  confinement.user_namespace = ::unshare(CLONE_NEWUSER) == 0;
  for (const Leaving& one : leaving) one.done = one.done || ::unshare(one.flag) == 0;
}

}  // namespace pictor::codec
