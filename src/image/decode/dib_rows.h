#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "image/container/dib.h"

namespace pictor::image {

/// The pixels of a device-independent bitmap, any row at any time. Rows lie in the file and are read where they lie;
/// runs are unpacked at once, a byte a pixel.
class DibRows {
 public:
  /// Errors: kCorruptImage for runs that leave the picture or end before it does.
  static Result<DibRows> open(const Dib& dib, Bytes pixels);

  /// Row `y` from the top as RGBA; alpha is 255 where the bitmap has none.
  void read(std::uint32_t y, std::uint8_t* rgba) const;

  /// Whether any pixel is not fully transparent. Writers that leave zeros for alpha mean an opaque picture.
  bool has_visible_pixels() const;

 private:
  /// A colour's bits in a pixel, and what its codes are in 8 bits.
  struct Field {
    std::uint32_t mask = 0;
    int shift = 0;
    std::uint32_t full = 0;
    std::uint8_t level(std::uint32_t pixel, std::uint8_t fallback) const;
  };

  DibRows(const Dib& dib, Bytes pixels);
  static Field field_of(std::uint32_t mask);
  const std::uint8_t* row(std::uint32_t y) const;
  void read_indexed(const std::uint8_t* from, int bits, std::uint8_t* rgba) const;
  void read_fields(const std::uint8_t* from, std::uint8_t* rgba) const;

  Dib dib_;
  Bytes pixels_;
  std::vector<std::uint8_t> unpacked_;                      ///< indices of runs, bottom row first; empty otherwise
  std::array<std::array<std::uint8_t, 4>, 256> palette_{};  ///< what it does not have is black
  Field red_, green_, blue_, alpha_;
};

/// Unpacks runs of 4 or 8 bits (Microsoft, "Bitmap Compression") into `width` x `height` indices, bottom row first;
/// what is skipped has index 0. Errors: kCorruptImage.
Result<std::vector<std::uint8_t>> unpack_dib_runs(const Dib& dib, Bytes runs);

}  // namespace pictor::image
