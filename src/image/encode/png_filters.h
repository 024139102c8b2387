#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "image/container/png_header.h"

namespace pictor::image {

/// The rows of `samples` (row_bytes(width) each, not interlaced), each behind the byte that names its filter: the one
/// of the five whose differences have the least sum of magnitudes (PNG third edition, section 12.7). For depths of
/// eight or more. Pure; any thread.
std::vector<std::uint8_t> filtered_rows(const PngHeader& header, Bytes samples);

/// The same with no filter at all, which suits palettes and low depths. Pure; any thread.
std::vector<std::uint8_t> unfiltered_rows(const PngHeader& header, Bytes samples);

}  // namespace pictor::image
