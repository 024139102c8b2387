#pragma once

#include <optional>

#include "base/encoding.h"
#include "image/color/icc_profile.h"

namespace pictor::image {

/// The profile in the ICCP chunk of a WebP; nullopt when there is none or it cannot be used. Pure.
std::optional<IccProfile> webp_profile(Bytes file);

}  // namespace pictor::image
