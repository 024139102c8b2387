#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace pictor::image {

/// CIE L*a*b* (D50) to 8-bit sRGB by lcms2, relative colorimetric with black point compensation: what sRGB cannot hold
/// is cut off at its edge. One thread.
class LabToSrgb {
 public:
  LabToSrgb();
  /// `lab`: L*, a*, b* of each pixel as ICC v4 codes them in 16 bits: L* x 65535 / 100, (a* + 128) x 257.
  void apply(const std::uint16_t* lab, std::uint8_t* rgb, std::size_t pixels) const;

 private:
  struct Deleter {
    void operator()(void* transform) const;
  };
  std::unique_ptr<void, Deleter> transform_;
};

}  // namespace pictor::image
