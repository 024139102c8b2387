#pragma once

#include "image/picture.h"

namespace pictor::image::jpeg {

/// Whether an RGB picture has enough sharp edges of saturated colour, as drawings and coloured text do, that halving
/// chroma would be seen whatever the quality. Looks at a sample of rows. Pure.
bool has_sharp_colour_edges(const PictureView& picture);

}  // namespace pictor::image::jpeg
