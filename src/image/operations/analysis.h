#pragma once
// What has to be seen of the pixels before a plan can be laid out: the borders, and a small picture of the whole. It
// costs one more decode of the (first) picture: a full one for borders, which are exact to the pixel; for smart crops
// alone a scaled one where the format has it (JPEG), which takes about a tenth of the time.

#include <optional>

#include "image/operations/borders.h"
#include "image/picture.h"
#include "image/plan.h"
#include "image/probe.h"

namespace pictor::image {

/// Both as stored: orientation is not applied.
struct Analysis {
  std::optional<Borders> borders;  ///< where a rendition is trimmed
  Picture small;                   ///< at most kAnalysisSide on its longest side, where one is cropped by kSmart
};

/// Looks at `file` as far as the renditions of `plan` need it; at nothing where none does. Errors: as open_picture().
Result<Analysis> analyse(Bytes file, const Plan& plan, const ProbeOutcome& probed);

}  // namespace pictor::image
