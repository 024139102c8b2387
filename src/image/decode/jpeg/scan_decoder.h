#pragma once

#include <memory>

// clang-format off: jpeglib.h wants FILE and size_t declared before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "base/encoding.h"
#include "image/decode/jpeg/samples.h"

namespace pictor::image::jpeg {

/// Our decoder of Huffman-coded sequential JPEG (T.81 annex F) with one scan: entropy decoding that skips what the
/// scale does not use, and inverse transforms of the scaled size. It judges no damage: whatever is not exactly as an
/// encoder writes it ends it (SampleSource::decode() is false), and libjpeg-turbo has the say.
///
/// `header` is what libjpeg read of the file, up to the scan, whose bytes start at `scan`. Null where its tables are
/// none.
std::unique_ptr<SampleSource> make_scan_decoder(const jpeg_decompress_struct& header, const Frame& frame, Bytes scan);

}  // namespace pictor::image::jpeg
