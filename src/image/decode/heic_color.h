#pragma once

#include <avif/avif.h>

#include <span>

#include "base/encoding.h"

struct de265_image;

namespace pictor::image {

/// Says in `image` what the colours of a HEIC are: by its `colr` boxes, else by the bitstream of `tile`.
void set_heic_color(avifImage& image, std::span<const Bytes> colour_boxes, const de265_image* tile);

}  // namespace pictor::image
