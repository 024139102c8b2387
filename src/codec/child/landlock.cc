#include "codec/child/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "base/unique_fd.h"

namespace pictor::codec {
namespace {

/// struct landlock_ruleset_attr of ABI 6; the headers of Debian 12 end at ABI 2. An older kernel takes its shorter
/// start (docs.kernel.org/userspace-api/landlock.html).
struct RulesetAttributes {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};

constexpr std::uint32_t kCreateRulesetVersion = 1;

constexpr std::uint64_t lowest_bits(int count) { return (std::uint64_t{1} << count) - 1; }

/// All accesses to files that an ABI knows: 13 at first, then REFER (2), TRUNCATE (3), IOCTL_DEV (5).
std::uint64_t file_accesses(int abi) {
  int count = 13;
  if (abi >= 2) count = 14;
  if (abi >= 3) count = 15;
  if (abi >= 5) count = 16;
  return lowest_bits(count);
}

std::size_t attribute_bytes(int abi) {
  if (abi >= 6) return sizeof(RulesetAttributes);
  if (abi >= 4) return offsetof(RulesetAttributes, scoped);
  return offsetof(RulesetAttributes, handled_access_net);
}

}  // namespace

int deny_everything_by_landlock() {
  const auto abi = static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion));
  if (abi <= 0) return 0;
  const RulesetAttributes attributes{.handled_access_fs = file_accesses(abi),
                                     .handled_access_net = abi >= 4 ? lowest_bits(2) : 0,
                                     .scoped = abi >= 6 ? lowest_bits(2) : 0};
  const UniqueFd ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, attribute_bytes(abi), 0)));
  if (!ruleset || ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return 0;
  return abi;
}

}  // namespace pictor::codec
