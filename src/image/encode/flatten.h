#pragma once

#include "image/picture.h"

namespace pictor::image {

/// RGBA on white, as RGB; blended in sRGB as browsers do. Pure.
Picture flattened_on_white(const PictureView& rgba);
/// True when every pixel is opaque; RGB always is.
bool is_opaque(const PictureView& picture);
/// RGBA without its alpha, as RGB.
Picture without_alpha(const PictureView& rgba);

}  // namespace pictor::image
