#pragma once

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/svg_size.h"
#include "image/limits.h"

namespace pictor::image {

inline constexpr std::int64_t kMaxSvgBytes = 4 << 20;
inline constexpr int kMaxSvgSide = 32'767;  ///< cairo's images have no more

/// Walks an SVG from its first byte to its end. Well-formed, its elements within the number of parts and not nested too
/// deep, its entities few, short and plain, nothing embedded (data:) that would have to be decoded in turn. What it
/// refers to outside of itself is not looked at. Errors: as probe(). Pure.
Result<SvgSize> read_svg(Bytes file, const Limits& limits);

}  // namespace pictor::image
