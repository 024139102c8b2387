#pragma once

#include <cstdint>
#include <span>

namespace pictor::image {

/// Types of a PNG's filters (section 9.2).
enum class PngFilter : std::uint8_t { kNone = 0, kSub = 1, kUp = 2, kAverage = 3, kPaeth = 4 };
inline constexpr std::uint8_t kPngFilters = 5;

/// Undoes `filter` in place. `above` is the finished row before it, as long, or null for the first of a picture or
/// pass. `distance`: bytes of a pixel, 1, 2, 3, 4, 6 or 8. Reads up to eight bytes behind both. Pure; any thread.
void unfilter_row(PngFilter filter, int distance, std::span<std::uint8_t> row, const std::uint8_t* above);

}  // namespace pictor::image
