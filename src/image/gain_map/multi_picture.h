#pragma once
// CIPA DC-007, Multi-Picture Format: several JPEGs in a row, and in the first an APP2 segment, a TIFF directory, that
// says where they are. Offsets count from the directory's own first byte, behind the segment's name.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "image/container/limit_checks.h"

namespace pictor::image {

/// What the segment begins with.
inline constexpr std::string_view kMultiPicture("MPF\0", 4);

/// The pictures behind the first, as the directory says; those that do not lie within the file are left out, and none
/// are looked at beyond the first few. `payload` is the segment's, within `file`. Borrows the file. Pure; for hostile
/// bytes.
std::vector<Bytes> further_pictures(Bytes file, Bytes payload, ContainerBudget& budget);

/// The payload of the segment for two pictures, the second right behind the first. `first_bytes` is the whole first
/// JPEG, this segment in it; `payload_at` is where its payload begins.
std::vector<std::uint8_t> two_pictures(std::size_t first_bytes, std::size_t second_bytes, std::size_t payload_at);

/// Bytes of that payload.
inline constexpr std::size_t kTwoPicturesBytes = 4 + 8 + 2 + 3 * 12 + 4 + 2 * 16;

}  // namespace pictor::image
