#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pictor::codec {

/// What a codec process gave up before it saw its first input. The seccomp filter, the limits and "no new privileges"
/// are not listed: without them a process does not start.
struct Confinement {
  std::int32_t landlock_abi = 0;  ///< version of landlock that is enforced; 0: none
  bool user_namespace = false;
  bool pid_namespace = false;
  bool network_namespace = false;
  bool ipc_namespace = false;
  bool uts_namespace = false;
  bool unprivileged_user = false;  ///< does not run as root
  bool address_space_limit = false;
  bool operator==(const Confinement&) const = default;
};

/// Names of the layers that this machine does not give; empty when all are there. Fixed texts.
std::vector<std::string_view> missing_layers(const Confinement& confinement);
/// One line for people: `seccomp, landlock, user namespace (landlock ABI 7); missing: pid namespace`.
std::string describe(const Confinement& confinement);

}  // namespace pictor::codec
