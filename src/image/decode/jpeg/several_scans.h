#pragma once

#include <memory>

#include "image/decode/jpeg/samples.h"
#include "image/decode/jpeg/scan_header.h"

namespace pictor::image::jpeg {

/// Our decoder of Huffman-coded JPEGs of several scans, progressive (T.81 annex G) and sequential ones. Reads all scans
/// at once. Null where something is so odd that no encoder writes it, or bits of a coefficient never come (libjpeg then
/// smooths blocks): libjpeg's case. `file` is all of it; the frame must outlive the decoder.
std::unique_ptr<SampleSource> make_several_scans(const jpeg_decompress_struct& header, const Frame& frame, Bytes file);

}  // namespace pictor::image::jpeg
