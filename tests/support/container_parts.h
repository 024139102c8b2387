#pragma once
// Hand-made pieces of image files, for tests of walkers: what no encoder would write.

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/encoding.h"

namespace pictor::test {

using FileBytes = std::vector<std::uint8_t>;

/// All parts in a row.
FileBytes join(std::initializer_list<Bytes> parts);
FileBytes be16(std::uint32_t value);
FileBytes be32(std::uint32_t value);
FileBytes le16(std::uint32_t value);
FileBytes le24(std::uint32_t value);
FileBytes le32(std::uint32_t value);

/// `\x89PNG…`, the first bytes of every PNG.
Bytes png_signature();
/// A chunk with its length and right CRC.
FileBytes png_chunk(std::string_view type, Bytes payload);
/// The payload of IHDR; not interlaced.
FileBytes png_header(std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t color_type);

/// 0xFF, the marker, the length and the payload.
FileBytes jpeg_segment(std::uint8_t marker, Bytes payload);
/// A frame header of 8 bits without subsampling.
FileBytes jpeg_frame_header(std::uint8_t marker, std::uint32_t width, std::uint32_t height, int components);
/// A scan header of one component and some entropy-coded bytes that mean nothing.
FileBytes jpeg_scan();

/// A chunk with its length and padding.
FileBytes riff_chunk(std::string_view type, Bytes payload);
/// `RIFF`, the size, `WEBP` and the chunks.
FileBytes riff_file(Bytes chunks);

/// A box with its size.
FileBytes bmff_box(std::string_view type, Bytes payload);

/// TIFF data with one directory that holds this orientation, as EXIF stores it; without `Exif\0\0`.
FileBytes exif_with_orientation(int orientation, bool big_endian = false);

}  // namespace pictor::test
