#pragma once

#include "image/encode/webp/coded_frame.h"
#include "image/encode/webp/segmentation.h"

namespace pictor::image::vp8 {

/// What a frame of a quality 1..100 is quantised and filtered with: its score is about that of libwebp's method 4 at
/// the same quality.
FrameSettings settings_for(int quality, const Segmentation& segmentation);

}  // namespace pictor::image::vp8
