#pragma once

#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/decode/png/png_header.h"

namespace pictor::image {

/// The chunks of a PNG that make its pixels. Borrowed from the file.
struct PngFile {
  PngHeader header;
  Bytes palette;            ///< PLTE: three bytes a colour
  Bytes transparency;       ///< tRNS before the picture data; empty: none
  std::vector<Bytes> data;  ///< payloads of IDAT
};

/// `file` has been walked by probe(): its header is right, chunks end where they say, and a palette is there where it
/// must be. Errors: kCorruptImage for a palette or transparency that does not go with the colour type.
Result<PngFile> read_png_file(Bytes file);

}  // namespace pictor::image
