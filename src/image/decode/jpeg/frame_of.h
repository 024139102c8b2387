#pragma once

// clang-format off: jpeglib.h wants FILE and size_t declared before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <optional>

#include "image/decode/jpeg/frame.h"

namespace pictor::image::jpeg {

/// The frame of a header that libjpeg read (up to its first scan, or all of the file), to be decoded at `eighths`/8.
/// nullopt for what our decoder leaves to libjpeg: ink, RGB, chroma sampled finer than luma, tables that are missing.
/// Pure.
std::optional<Frame> frame_of(const jpeg_decompress_struct& header, int eighths);

/// Whether the file is Huffman-coded in one sequential scan, as cameras write it.
bool is_one_sequential_scan(const jpeg_decompress_struct& header);

}  // namespace pictor::image::jpeg
