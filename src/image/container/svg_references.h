#pragma once

#include <string_view>

namespace pictor::image {

/// Whether a reference in an attribute `href` is one to data that it holds itself, however spelled (WHATWG URL: white
/// space and control characters do not count, letters have no case).
bool is_embedded(std::string_view href);

/// Whether a style or the value of an attribute refers to such data, by `url(…)` or `@import`, escaped or not (CSS
/// Syntax 3 section 4.3.7). May err where a text only looks like one; never misses one.
bool refers_to_embedded(std::string_view style);

}  // namespace pictor::image
