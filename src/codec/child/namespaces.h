#pragma once

#include "codec/confinement.h"

namespace pictor::codec {

/// Leaves the machine's network, IPC and UTS namespaces, stops being root, and enters a user namespace of its own in
/// which it is nobody. (A pid namespace is entered at birth only: pool/spawn.cc.) Sets what succeeded in `confinement`.
void leave_namespaces(Confinement& confinement);

}  // namespace pictor::codec
