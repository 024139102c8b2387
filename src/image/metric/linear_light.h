#pragma once

#include "image/metric/row_kernels.h"
#include "image/metric/ssimulacra2.h"

namespace pictor::image::metric {

/// Row `y` of `picture` as linear-light RGB in 0..1; alpha is blended over `background` (linear light, 0..1).
void linearize_row(const MetricPicture& picture, int y, float background, const Planes& out);

/// Whether every pixel's alpha is 255; true of pictures without alpha.
bool is_opaque(const MetricPicture& picture);

}  // namespace pictor::image::metric
