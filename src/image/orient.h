#pragma once

#include "image/geometry.h"
#include "image/picture.h"
#include "image/probe.h"

namespace pictor::image {

/// True when stored rows are shown as columns.
bool swaps_sides(Orientation orientation);
/// The size as stored of what is shown as `shown`, and the reverse.
Size swapped_if_turned(Size size, Orientation orientation);
/// Where a region of the picture as shown lies in the picture as stored.
Region stored_region(const Region& shown, Orientation orientation);
/// The orientation that turns as `first` and then as `second` does, and the one that turns back.
Orientation followed_by(Orientation first, Orientation second);
Orientation inverse(Orientation orientation);
/// The picture as it is to be shown (EXIF 2.32, tag 0x0112). Pure; kNormal costs nothing.
Picture orient(Picture stored, Orientation orientation);
/// The same of borrowed pixels, always a copy.
Picture oriented_copy(const PictureView& stored, Orientation orientation);

}  // namespace pictor::image
