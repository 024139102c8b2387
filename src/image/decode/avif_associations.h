#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/encoding.h"

namespace pictor::image {

/// A copy of an AVIF that libavif 0.11 refuses for naming the properties of its items in several `ipma` boxes of the
/// same version and flags. The standard wants one (ISO/IEC 23008-12 section 9.3.1), but early AVIF tools wrote one for
/// the colour and one for the alpha, and browsers show such files. In the copy the boxes are told apart by bits of
/// their flags that mean nothing. nullopt when `file` has no such boxes. Pure.
std::optional<std::vector<std::uint8_t>> with_distinct_associations(Bytes file);

}  // namespace pictor::image
