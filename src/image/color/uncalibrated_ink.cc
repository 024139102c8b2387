#include "image/color/uncalibrated_ink.h"

#include <cstddef>

namespace pictor::image {

void ink_to_srgb(std::span<const std::uint8_t> cmyk, bool inverted, std::uint8_t* rgb) {
  const unsigned flip = inverted ? 0 : 255;
  for (std::size_t i = 0; i + 3 < cmyk.size(); i += 4, rgb += 3) {
    const unsigned unblackened = cmyk[i + 3] ^ flip;
    for (std::size_t ink = 0; ink < 3; ++ink) {
      const unsigned light = cmyk[i + ink] ^ flip;
      rgb[ink] = static_cast<std::uint8_t>((light * unblackened + 127) / 255);
    }
  }
}

}  // namespace pictor::image
