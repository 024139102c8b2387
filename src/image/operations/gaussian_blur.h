#pragma once

#include "image/picture.h"

namespace pictor::image {

/// `picture` under a Gaussian of `sigma` pixels, in linear light with premultiplied alpha; beyond its edges the pixel
/// at the edge goes on. Channels stay. The cost of a pixel does not grow with sigma: a wide Gaussian is sampled every
/// few pixels by one of half its variance and interpolated by the other half. Memory is a few rows beside the result.
/// Pure.
Picture gaussian_blur(const PictureView& picture, double sigma);

}  // namespace pictor::image
