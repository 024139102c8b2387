#include "codec/confinement.h"

#include <gmock/gmock.h>

namespace pictor::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Confinement full() {
  return {.landlock_abi = 3,
          .user_namespace = true,
          .pid_namespace = true,
          .network_namespace = true,
          .ipc_namespace = true,
          .uts_namespace = true,
          .unprivileged_user = true,
          .address_space_limit = true};
}

TEST(Confinement, MissesNothingWhenEverythingIsThere) { EXPECT_THAT(missing_layers(full()), IsEmpty()); }

TEST(Confinement, NamesWhatIsMissing) {
  Confinement confinement = full();
  confinement.landlock_abi = 0;
  confinement.pid_namespace = false;
  EXPECT_THAT(missing_layers(confinement), ElementsAre("landlock", "pid namespace"));
}

TEST(Confinement, IsDescribedInOneLine) {
  Confinement confinement = full();
  confinement.user_namespace = false;
  EXPECT_EQ(describe(confinement),
            "seccomp, landlock, pid namespace, network namespace, ipc namespace, uts namespace, unprivileged user, "
            "address space limit (landlock ABI 3); missing: user namespace");
}

}  // namespace
}  // namespace pictor::codec
