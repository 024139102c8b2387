#pragma once

#include "image/geometry.h"
#include "image/picture.h"
#include "model/color.h"

namespace pictor::image {

/// `top` over `bottom`, blended in sRGB as browsers do; the alpha of the result follows from both. Pure.
Color over(const Color& top, const Color& bottom);

struct Canvas {
  Size size;
  int left = 0;  ///< where the picture lies on it, wholly
  int top = 0;
  Color color;
  int channels = 4;  ///< 3 only where `color` is opaque
};

/// `picture` over a canvas of one colour. Pure.
Picture on_canvas(const PictureView& picture, const Canvas& canvas);

}  // namespace pictor::image
