#include "image/decode/warm_up.h"

#include "image/color/color_conversion.h"

namespace pictor::image {

void warm_up_decoders() { const ColorConversion conversion(IccProfile::from_primaries({}, 1.0), {}, 3); }

}  // namespace pictor::image
