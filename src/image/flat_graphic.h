#pragma once

#include "image/picture.h"

namespace pictor::image {

/// Whether a picture is drawn rather than photographed: three quarters of its pixels equal both their left and their
/// upper neighbour. Such pictures are worth a lossless encoding, which costs many times a lossy one. Pure.
bool is_flat_graphic(const PictureView& picture);

}  // namespace pictor::image
