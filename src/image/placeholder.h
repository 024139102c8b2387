#pragma once

#include <string>

#include "image/picture.h"
#include "model/image.h"

namespace pictor::image {

/// Longest side of the picture that placeholders are made from, in pixels.
inline constexpr int kPlaceholderSide = 100;

/// Both placeholders of a small picture (at most kPlaceholderSide on each side), as it is shown.
Placeholder make_placeholder(const PictureView& small);

/// ThumbHash (Evan Wallace, 2023, evanw.github.io/thumbhash): about 25 bytes that hold the shape, the mean colour and
/// the lowest frequencies of a picture of at most 100x100 pixels. Raw bytes. Pure.
std::string thumbhash(const PictureView& small);

/// The colour that a viewer would name: the mean of the largest cluster of similar colours, where vivid ones count for
/// more than greys; `#rrggbb`. Transparent pixels do not count (all transparent: white). Pure.
std::string dominant_color(const PictureView& small);

}  // namespace pictor::image
