#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/limit_checks.h"
#include "image/limits.h"

namespace pictor::image {

enum class DibPacking { kRows, kRuns4, kRuns8 };

/// Which bits of a 16- or 32-bit pixel are which colour; 0: none.
struct DibMasks {
  std::uint32_t red = 0, green = 0, blue = 0, alpha = 0;
};

/// The header of a device-independent bitmap: what a BMP holds behind its file header, and an icon by itself.
struct Dib {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool top_down = false;
  int bits = 0;  ///< of a pixel: 1, 4, 8, 16, 24 or 32
  DibPacking packing = DibPacking::kRows;
  DibMasks masks;  ///< of 16 and 32 bits
  Bytes palette;   ///< blue, green, red, and an unused byte where `palette_step` is 4
  std::size_t palette_step = 4;
  Bytes icc;
  std::size_t size = 0;  ///< bytes of header, masks and palette together

  /// Bytes of a stored row: whole groups of four.
  std::size_t stride() const { return stride_of(bits); }
  std::size_t stride_of(int pixel_bits) const {
    return (static_cast<std::size_t>(width) * static_cast<std::size_t>(pixel_bits) + 31) / 32 * 4;
  }
  std::size_t palette_colors() const { return palette.size() / palette_step; }
};

/// Reads the header that `bytes` begin with, BITMAPCOREHEADER to BITMAPV5HEADER (Microsoft, "Bitmap Header Types";
/// OS/2's longer header in its common part). `icon`: its height counts the picture and the mask. Errors: kCorruptImage,
/// kUnsupportedType (JPEG, PNG, Huffman or 24-bit runs inside), those of check_frame_size() and `budget`.
Result<Dib> read_dib(Bytes bytes, bool icon, const Limits& limits, ContainerBudget& budget);

}  // namespace pictor::image
