#pragma once

#include "image/container/dib.h"

namespace pictor::image {

/// A BMP: a file header of 14 bytes, then a device-independent bitmap. Borrows the file.
struct Bmp {
  Dib dib;
  Bytes pixels;  ///< rows, all of them there, or runs to the file's end
};

/// Errors: as probe(). Pure.
Result<Bmp> read_bmp(Bytes file, const Limits& limits);

}  // namespace pictor::image
