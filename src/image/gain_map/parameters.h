#pragma once

#include <array>
#include <optional>

namespace pictor::image {

/// How one channel of a gain map becomes light: with g = min + (max - min) m^(1 / gamma), m being the map's value 0..1,
/// HDR = (SDR + offset_sdr) 2^(w g) - offset_hdr, all in linear light where 1 is SDR white; w is 0..1 by the display's
/// headroom between GainMapParameters' capacities. (Adobe, "Gain map specification" 1.0; ISO 21496-1.)
struct GainMapChannel {
  double min = 0;  ///< stops: log2 of the gain
  double max = 0;  ///< stops
  double gamma = 1;
  double offset_sdr = 1 / 64.0;
  double offset_hdr = 1 / 64.0;
  bool operator==(const GainMapChannel&) const = default;
};

/// What a gain map over an SDR base means.
struct GainMapParameters {
  std::array<GainMapChannel, 3> channels;  ///< red, green, blue
  double capacity_min = 0;                 ///< stops of headroom from which on the map has an effect
  double capacity_max = 0;                 ///< stops of headroom at which it has all of it
  bool operator==(const GainMapParameters&) const = default;

  /// Whether the channels differ.
  bool is_per_channel() const { return channels[0] != channels[1] || channels[0] != channels[2]; }
};

/// Whether the numbers are ones that a reader can do with: finite, in order, and of a size that pictures have (64
/// stops at most), which is also what ISO's fractions hold. Pure.
bool is_sane(const GainMapParameters& parameters);

}  // namespace pictor::image
