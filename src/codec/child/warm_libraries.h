#pragma once

#include "codec/child/work.h"

namespace pictor::codec {

/// Encodes and decodes a tiny picture of every format through `work`, so that whatever the libraries do once (dispatch
/// by CPU, tables, locales, thread-local storage, a look at the machine's memory) is done before the process is
/// confined. Errors: those of `work`; kInternal.
Result<void> warm_libraries(Work& work);

}  // namespace pictor::codec
