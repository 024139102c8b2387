#pragma once

#include "base/result.h"
#include "base/unique_fd.h"
#include "codec/codec.h"

namespace pictor::codec {

/// A descriptor of the same file through which nobody can write, whatever the caller's own descriptor allows; empty
/// when the caller's is read-only already. Errors: kInternal, also when the file is shorter than `input.bytes`.
Result<UniqueFd> readonly_copy(Input input);

}  // namespace pictor::codec
