#pragma once

#include "codec/child/work.h"

namespace pictor::codec {

/// Makes the fonts of fonts-dejavu-core the only ones there are, opens them for good, and draws text with each through
/// `work`, so that none is opened later. Threads of librsvg (one, for filters) and Pango (two a text) are left for
/// later: those that were started here have ended. Errors: those of `work`; kInternal, also when a font is missing.
Result<void> warm_svg(Work& work);

}  // namespace pictor::codec
