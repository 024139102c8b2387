#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "codec/confinement.h"

namespace pictor::codec {

/// A process that was started, and our end of the socket to it.
struct Spawned {
  pid_t pid = -1;
  UniqueFd socket;
  Confinement born_in;  ///< the namespaces it was born into
};

/// Starts `executable` with `arguments` (after its name) and nothing of ours but: descriptor 3, the other end of the
/// socket; /dev/null as 0, 1 and 2 (sanitizer builds keep our 2); and the few environment variables that a program
/// needs to load. `niceness` is added to ours (setpriority(2)). In a pid namespace of its own where the kernel allows.
/// The kernel kills it when the calling *thread* ends (PR_SET_PDEATHSIG, prctl(2)): call from one that stays.
/// Errors: kInternal.
Result<Spawned> spawn(const std::string& executable, const std::vector<std::string>& arguments, int niceness);

}  // namespace pictor::codec
