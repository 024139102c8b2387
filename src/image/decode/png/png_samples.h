#pragma once

#include <array>
#include <cstdint>

#include "base/encoding.h"
#include "image/color/color_conversion.h"
#include "image/decode/png/png_file.h"

namespace pictor::image {

/// Turns packed samples of any colour type and depth into RGB or RGBA of 8 or 16 bits, transparency applied. Pixels
/// that name a colour that the palette has not are black. Pure after construction.
class PngSamples {
 public:
  explicit PngSamples(const PngFile& file);

  /// What expand() gives; grey is there three times.
  const SampleLayout& layout() const { return layout_; }
  /// Whether rows have that layout as they are stored.
  bool as_stored() const { return as_stored_; }
  /// `to`: pixels x channels x bytes of the layout.
  void expand(Bytes samples, std::size_t pixels, std::uint8_t* to) const;

 private:
  using Rgba = std::array<std::uint8_t, 4>;

  void fill_grey_levels();
  void fill_palette(Bytes colors, Bytes alphas);
  void look_up(Bytes samples, std::size_t pixels, std::uint8_t* to) const;
  void expand_8_bits(Bytes samples, std::size_t pixels, std::uint8_t* to) const;
  void expand_16_bits(Bytes samples, std::size_t pixels, std::uint8_t* to) const;

  PngHeader header_;
  SampleLayout layout_;
  bool as_stored_;
  bool has_key_ = false;
  std::array<std::uint16_t, 3> key_{};  ///< the colour that is transparent, by the samples it has
  std::array<Rgba, 256> look_up_{};     ///< of samples of up to eight bits that are a whole pixel
};

}  // namespace pictor::image
