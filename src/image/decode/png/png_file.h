#pragma once

#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/png_header.h"

namespace pictor::image {

/// The chunks of a PNG that make its pixels. Borrowed from the file.
struct PngFile {
  PngHeader header;
  Bytes palette;            ///< PLTE: three bytes a colour
  Bytes transparency;       ///< tRNS before the picture data, where it goes with the colours; empty: none
  std::vector<Bytes> data;  ///< payloads of IDAT
};

/// `file` has been walked by probe(): its header is right, chunks end where they say, and a palette is there where it
/// must be. Errors: kCorruptImage for a palette that is too large.
Result<PngFile> read_png_file(Bytes file);

}  // namespace pictor::image
