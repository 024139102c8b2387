#pragma once
// What a scaled decode of one JPEG has to do, as numbers.

#include <array>
#include <cstdint>

#include "image/jpeg_block.h"

namespace pictor::image::jpeg {

inline constexpr int kMaxComponents = 3;

/// Where the inverse DCT wants the coefficient of vertical frequency `v` and horizontal frequency `u`: rows stand in
/// pairs of one parity, (0, 2), (4, 6), (1, 3), (5, 7), the samples of a pair side by side, so that one instruction
/// multiplies and adds two of them.
constexpr int paired_index(int v, int u) { return ((v & 1) * 2 + v / 4) * 16 + u * 2 + (v / 2) % 2; }

/// One colour component. A block of 8x8 becomes `across` x `down` samples: chroma that is stored at half the size is
/// decoded at twice the scale where that spares its upsampling.
struct Component {
  int h = 1;  ///< sampling factors (T.81 A.1.1)
  int v = 1;
  int across = 8;
  int down = 8;
  int width = 0;  ///< samples that belong to the picture, of the scaled component
  int height = 0;
  std::array<std::uint16_t, kBlockSize> quant{};  ///< natural order
};

/// The first component has the largest sampling factors, the others divide them.
struct Frame {
  int width = 0;  ///< of the scaled picture
  int height = 0;
  int components = 0;  ///< 1 (grey) or 3 (YCbCr)
  int mcus_across = 0;
  int mcus_down = 0;
  int h_max = 1;
  int v_max = 1;
  int eighths = 8;
  std::array<Component, kMaxComponents> component{};

  int blocks_across(const Component& c) const { return mcus_across * c.h; }
};

}  // namespace pictor::image::jpeg
