#pragma once

namespace pictor::image {

/// Whether a font has failed in this process. cairo 1.16 never uses one again that could not be scaled once, as a font
/// size of more than 65,535 pixels cannot: texts of later documents would fail for it. True for good; any thread.
bool svg_fonts_have_failed();

}  // namespace pictor::image
