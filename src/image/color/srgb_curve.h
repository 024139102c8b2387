#pragma once

#include <cmath>

namespace pictor::image {

/// IEC 61966-2-1: the code (0..1) of linear light (0..1). Pure.
inline double encode_srgb(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

}  // namespace pictor::image
