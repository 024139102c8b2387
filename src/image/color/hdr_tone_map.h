#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/color/icc_profile.h"

namespace pictor::image {

/// How code values of a high dynamic range picture stand for light (ITU-R BT.2100).
enum class HdrTransfer { kPq, kHlg };

/// Brings PQ and HLG pictures to sRGB. Light up to about half of SDR white is kept as it is; what is brighter, up to
/// 1000 cd/m2, is compressed towards white by the curve of Report ITU-R BT.2390-10 section 5.4.1, applied to the
/// largest component so that hues stay. SDR white is 203 cd/m2 (BT.2408). Colours outside sRGB are clipped.
/// Tables are built once a source. Pure afterwards; one thread.
class HdrToneMap {
 public:
  /// `primaries` of the samples; their white is D65.
  HdrToneMap(HdrTransfer transfer, const Chromaticities& primaries);

  /// `pixels` pixels of `channels` 16-bit samples into as many 8-bit ones; a fourth channel is alpha.
  void apply(const std::uint16_t* from, int channels, std::uint8_t* to, std::size_t pixels) const;

 private:
  using Color = std::array<float, 3>;
  Color displayed_light(const std::uint16_t* codes) const;

  HdrTransfer transfer_;
  std::array<Color, 3> to_srgb_;      ///< rows of the matrix between linear RGBs
  std::vector<float> light_of_code_;  ///< PQ: 1 = 10,000 cd/m2; HLG: of the scene, 0..1
  std::vector<float>
      scale_of_light_;  ///< what the largest component is multiplied by; 1 in = 10,000 cd/m2, out = white
  std::vector<std::uint8_t> srgb_code_;  ///< by the square root of light, 1 = white
};

}  // namespace pictor::image
