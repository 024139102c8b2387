// The test program is its own codec process, as the product is: `codec` as first word turns it into one.

#include <errno.h>
#include <gtest/gtest.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <string_view>

#include "codec/child/image_work.h"
#include "codec/child/serve_requests.h"
#include "hostile_work.h"
#include "pool_holder.h"

namespace pictor::codec {
namespace {

/// Takes a system call away before the process confines itself: a kernel that does not have it.
void forbid(int call) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), call, 0);
  ::seccomp_load(filter);
  ::seccomp_release(filter);
}

void forbid_seccomp() {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 0);
  ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                     scmp_arg_cmp{0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0});
  ::seccomp_load(filter);
  ::seccomp_release(filter);
}

int be_codec_process(std::string_view kind) {
  if (kind == "no-seccomp") forbid_seccomp();
  if (kind == "no-landlock") forbid(SCMP_SYS(landlock_create_ruleset));
  if (kind == "no-unshare") forbid(SCMP_SYS(unshare));
  if (kind == "ends-at-once") return 1;
  if (kind == "images") {
    ImageWork images;
    return serve_requests(images);
  }
  HostileWork hostile;
  return serve_requests(hostile);
}

}  // namespace
}  // namespace pictor::codec

int main(int argc, char** argv) {
  const std::string_view role = argc > 1 ? argv[1] : "";
  if (role == "codec") ::_exit(pictor::codec::be_codec_process(argc > 2 ? argv[2] : ""));
  if (role == "hold-pool") return pictor::codec::hold_pool();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
