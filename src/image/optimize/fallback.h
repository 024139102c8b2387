#pragma once

#include "image/optimize.h"

namespace pictor::image {

/// The source less its metadata, where it may stand for its optimized version: not turned, not above the cap, of a
/// format that can be stripped; nullopt otherwise.
Result<std::optional<Optimized>> stripped_copy(const OptimizeSource& source, const OptimizeSpec& spec);

}  // namespace pictor::image
