#pragma once

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/limit_checks.h"
#include "image/container/svg_size.h"

namespace pictor::image {

/// Parses an SVG of an encoding that libxml2 has built in, and answers what its root says of the size. libxml2 reads
/// the document as it does for librsvg, so both see the same; no entity is looked for outside of it. Errors:
/// kCorruptImage where it is not well-formed, kUnsupportedType where its root is no `svg`, kUnprocessable (with limit
/// and actual where there is a number).
Result<SvgSizeWords> walk_svg(Bytes file, ContainerBudget& budget);

}  // namespace pictor::image
