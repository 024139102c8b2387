#include "image/container/container_probes.h"
#include "image/container/tiff_layout.h"

namespace pictor::image {

Result<ProbeOutcome> probe_tiff(Bytes file, const Limits& limits) {
  const TiffLayout layout = TRY(read_tiff_layout(file, limits));
  ProbeOutcome outcome{.facts = {.format = Format::kTiff, .has_alpha = layout.alpha != TiffAlpha::kNone},
                       .orientation = layout.orientation,
                       .bit_depth = layout.bits,
                       .has_icc = !layout.icc.empty()};
  set_size(outcome, layout.width, layout.height);
  return outcome;
}

}  // namespace pictor::image
