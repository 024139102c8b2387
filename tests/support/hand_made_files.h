#pragma once
// TIFF, BMP, ICO and APNG files byte by byte, for tests of their readers: what no encoder at hand would write.

#include <cstdint>
#include <vector>

#include "support/container_parts.h"

namespace pictor::test {

/// An entry of a TIFF directory with one value; type 3: SHORT, 4: LONG.
struct TiffEntry {
  std::uint32_t tag, type, value;
};
/// A little-endian TIFF of these entries, and where its one strip of `data` is. Its next directory is itself.
FileBytes tiff(std::vector<TiffEntry> entries, Bytes data);
/// A TIFF of two pixels in a row.
FileBytes tiff_of(std::uint32_t bits, std::uint32_t photometric, std::uint32_t samples, Bytes data,
                  std::uint32_t compression = 1, std::uint32_t orientation = 1);

/// BITMAPINFOHEADER.
FileBytes bmp_info_header(std::uint32_t width, std::uint32_t height, std::uint32_t bits, std::uint32_t packing = 0);
FileBytes bmp(Bytes header, Bytes palette, Bytes pixels);

/// An icon of one entry.
FileBytes ico(Bytes picture);

enum ApngDispose : std::uint8_t { kKeep, kClear, kRestore };
/// Two pixels of red and alpha in turn, then one of green with this alpha, then one of blue, on a canvas of 2 x 1.
FileBytes apng(ApngDispose second, std::uint8_t alpha, std::uint8_t over, std::uint32_t last_sequence = 3);

}  // namespace pictor::test
